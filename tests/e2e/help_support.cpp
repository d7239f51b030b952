#include "tests/e2e/help_support.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/support/process.hpp"

namespace e2e {

namespace {

std::string help(const std::vector<std::string>& command) {
    test_support::process_options options{.command = {SYNC_PROGRAM}, .environment = {}};
    options.command.insert(options.command.end(), command.begin(), command.end());
    options.command.push_back("--help");
    const auto result = test_support::run_process(options);
    if (result.exit_code != 0 || !result.err.empty()) throw std::runtime_error("--help failed: " + result.err);
    return result.out;
}

/// The first words of the indented lines after `title`.
std::vector<std::string> names_below(const std::string& title, const std::string& text) {
    std::vector<std::string> names;
    std::istringstream lines{text};
    bool inside = false;
    const std::regex entry{"^  ([^ ]+).*"};
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line == title)
            inside = true;
        else if (line.empty())
            inside = false;
        else if (inside && std::regex_match(line, match, entry))
            names.push_back(match[1]);
    }
    return names;
}

void collect(const std::string& name, std::vector<std::string> command, std::map<std::string, command_help>& found) {
    command_help& own = found[name];
    own.text = help(command);
    for (const std::string& option : names_below("Options:", own.text))
        if (const auto at = option.find("--"); at != option.npos) own.options.insert(option.substr(at));
    for (const std::string& below : names_below("Subcommands:", own.text)) {
        auto longer = command;
        longer.push_back(below);
        collect(name.empty() ? below : name + " " + below, longer, found);
    }
}

/// Lines with those that a backslash continues.
std::vector<snippet> joined(const std::string& where, const std::string& text) {
    std::vector<snippet> found;
    std::istringstream lines{text};
    int number = 0;
    bool continues = false;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const bool goes_on = line.ends_with("\\");
        if (goes_on) line.pop_back();
        if (continues)
            found.back().text += " " + line;
        else
            found.push_back({where + ":" + std::to_string(number), line});
        continues = goes_on;
    }
    return found;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream{std::regex_replace(text, std::regex{"[\"',\\[\\]()]+"}, " ")};
    return {std::istream_iterator<std::string>{stream}, {}};
}

bool is_word(const std::string& text) { return std::regex_match(text, std::regex{"[a-z][a-z-]*"}); }
bool is_option(const std::string& text) { return std::regex_match(text, std::regex{"--[a-z][a-z0-9-]*(=.*)?"}); }

/// The program by its name, path, image or variable.
bool is_program(const std::string& word) {
    return std::regex_match(word,
                            std::regex{"(.*/)?copilot-metrics-sync(:[A-Za-z0-9.${}_-]+)?|\\$\\{?(IMAGE|program)\\}?"});
}

/// Words that may follow the program's name without being its commands: what other programs' commands do with the name.
bool belongs_to_another(const std::string& text) {
    return std::regex_search(text, std::regex{"kubectl|docker build|script/build|script/image-root"});
}

mention read_mention(const snippet& from, std::vector<std::string>::const_iterator at,
                     std::vector<std::string>::const_iterator end, const std::map<std::string, command_help>& known) {
    mention found{from.where, "", true, {}};
    for (; at != end && is_word(*at); ++at) {
        const std::string longer = found.command.empty() ? *at : found.command + " " + *at;
        if (!known.contains(longer)) {
            found.known_command = !found.command.empty();
            if (!found.known_command) found.command = *at;
            break;
        }
        found.command = longer;
    }
    for (; at != end && *at != "|" && *at != "&&" && *at != "#" && *at != ";"; ++at)
        if (is_option(*at)) found.options.push_back(at->substr(0, at->find('=')));
    return found;
}

}  // namespace

std::map<std::string, command_help> help_of_program() {
    std::map<std::string, command_help> found;
    collect("", {}, found);
    return found;
}

std::vector<snippet> code_of(const std::string& path) {
    std::vector<snippet> found;
    bool fenced = false;
    const std::regex span{"`([^`]+)`"};
    for (const snippet& line : joined(path, document(path))) {
        if (line.text.starts_with("```"))
            fenced = !fenced;
        else if (fenced)
            found.push_back(line);
        else
            for (std::sregex_iterator at{line.text.begin(), line.text.end(), span}, end; at != end; ++at)
                found.push_back({line.where, (*at)[1]});
    }
    return found;
}

std::vector<snippet> lines_of(const std::string& path) { return joined(path, document(path)); }

std::vector<mention> mentions_in(const snippet& from, const std::map<std::string, command_help>& known) {
    std::vector<mention> found;
    const auto words = words_of(from.text);
    if (words.empty()) return found;
    if (known.contains(words.front()) || is_option(words.front()))
        found.push_back(read_mention(from, words.begin(), words.end(), known));
    if (belongs_to_another(from.text)) return found;
    for (auto at = words.begin(); at != words.end(); ++at)
        if (is_program(*at)) found.push_back(read_mention(from, at + 1, words.end(), known));
    return found;
}

std::string document(const std::string& path) {
    std::ifstream in(std::string(PROJECT_DIR) + "/" + path);
    if (!in) throw std::runtime_error("there is no " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace e2e
