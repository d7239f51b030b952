#pragma once
// What is found while settings are read: values with the place where somebody wrote them, and sentences about them.

#include <string>
#include <string_view>
#include <vector>

namespace config {

/// Sentences for the person who configures; each names file and line, variable or flag. Secrets never.
struct findings {
    std::vector<std::string> mistakes;
    std::vector<std::string> warnings;

    void mistake(std::string sentence) { mistakes.push_back(std::move(sentence)); }
    void warn(std::string sentence) { warnings.push_back(std::move(sentence)); }
};

/// One value as somebody wrote it.
struct written_value {
    std::string where;    ///< `settings.yaml:12: `; empty for variables and flags
    std::string name;     ///< `sync.concurrency`, `SYNC_CONCURRENCY`, `--concurrency`
    std::string text;     ///< after replacing `${NAME}`
    std::string shown;    ///< as it may appear in a message: before replacing, in one short line
    std::string mistake;  ///< why there is no text; said only where the value is used

    std::string label() const { return where + name; }
};

/// `text` fit for a sentence: one line, at most 200 bytes, `***` where it looks like a token or holds a password.
std::string shown_text(std::string_view text);

/// True for texts that begin like GitHub's tokens (`ghp_...`, `github_pat_...`) and are no path.
bool looks_like_token(std::string_view text);

}  // namespace config
