#pragma once
// What the program says of itself (--help) and what the documents say of it, as sets that can be compared.

#include <map>
#include <set>
#include <string>
#include <vector>

namespace e2e {

/// One command of the program: `sync`, `config show`; its long options without values.
struct command_help {
    std::string text;
    std::set<std::string> options;
};

/// Every command, asked one by one with --help; `""` is the program itself. Throws when one does not end with 0.
std::map<std::string, command_help> help_of_program();

/// A text in which the program may be mentioned, and where it is from: `README.md:12`.
struct snippet {
    std::string where;
    std::string text;
};

/// The code of a Markdown document: each inline span, each line of a fenced block (with its continuations).
std::vector<snippet> code_of(const std::string& document);

/// The lines of a file that is no Markdown, continuations joined.
std::vector<snippet> lines_of(const std::string& file);

/// A command line in a snippet: the command (`""` where options stand alone) and the options given to it.
struct mention {
    std::string where;
    std::string command;
    bool known_command = true;
    std::vector<std::string> options;
};

/// The command lines of `snippet`: after the program's name (or an image's, or its variable), or where a span begins
/// with a command or an option.
std::vector<mention> mentions_in(const snippet& snippet, const std::map<std::string, command_help>& known);

/// The file, which has to exist; relative to the project.
std::string document(const std::string& path);

}  // namespace e2e
