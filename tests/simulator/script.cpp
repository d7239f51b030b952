#include "tests/simulator/script.hpp"

#include <algorithm>
#include <map>

#include "tests/simulator/script_keys.hpp"

namespace simulator {

namespace {

std::vector<std::string_view> split_words(std::string_view line) {
    static constexpr std::string_view blanks = " \t\r";
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t start = line.find_first_not_of(blanks);
        if (start == std::string_view::npos || line[start] == '#') {
            return words;
        }
        line.remove_prefix(start);
        const std::size_t end = std::min(line.find_first_of(blanks), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

// Adds one word to the rule; says what is wrong with it, or nothing.
std::string add_word(rule& result, std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
        return "'" + std::string{word} + "' is not key=value";
    }
    const std::string name{word.substr(0, equals)};
    const std::string value{word.substr(equals + 1)};
    const std::string bad_value = "bad value '" + value + "' for '" + name + "'";
    if (const auto* key = find_key(matcher_keys(), name)) {
        return key->set(result.matchers, value) ? "" : bad_value;
    }
    if (const auto* key = find_key(report_keys(), name)) {
        report_changes scratch;
        result.report_actions.emplace_back(name, value);
        return key->set(scratch, value) ? "" : bad_value;
    }
    if (const auto* key = find_key(answer_keys(), name)) {
        answer_changes scratch;
        result.answer_actions.emplace_back(name, value);
        return key->set(scratch, value) ? "" : bad_value;
    }
    return "unknown key '" + name + "'";
}

// The host that a rule without on= is meant for, where its words tell.
std::optional<host> default_host(const rule& line) {
    if (line.matchers.page) {
        return host::api;
    }
    const bool compressed = std::any_of(line.answer_actions.begin(), line.answer_actions.end(), [](const auto& action) {
        return action.first == "content_encoding" || action.first.starts_with("gzip_");
    });
    return line.matchers.part || compressed ? std::optional{host::blob} : std::nullopt;
}

// What the words of a rule must not say together.
std::string check_rule(rule& result) {
    rule_matchers& matchers = result.matchers;
    if (result.report_actions.empty() && result.answer_actions.empty()) {
        return "the rule has no action";
    }
    if (!result.report_actions.empty() &&
        (matchers.where || matchers.part || matchers.page || matchers.nth || matchers.times)) {
        return "'" + result.report_actions.front().first +
               "' changes the report for every request: it takes no on, part, page, nth or times";
    }
    for (const auto& [name, value] : result.answer_actions) {
        if (matchers.where == host::proxy && !works_on_proxy(name)) {
            return "'" + name + "' does not work with on=proxy";
        }
        const std::optional<host> only = host_of_answer_key(name);
        if (only && matchers.where && *only != *matchers.where) {
            return "'" + name + "' works only with on=" + (*only == host::api ? "api" : "blob");
        }
        if (only) {
            matchers.where = only;
        }
    }
    if (!matchers.where) {
        matchers.where = default_host(result);
    }
    return "";
}

}  // namespace

bool rule_matchers::match(const request_target& target) const {
    if ((where || target.where == host::proxy) && where != target.where) {
        return false;
    }
    if (!report.empty() && report != target.report) {
        return false;
    }
    if (!scope.empty() && scope != target.slug && scope != target.scope_kind + "/" + target.slug) {
        return false;
    }
    if (first_day && (!target.date || *target.date < *first_day || *target.date > *last_day)) {
        return false;
    }
    return (!part || part == target.part) && (!page || page == target.page);
}

bool rule_matchers::applies_to(std::size_t count) const {
    const std::size_t first = nth.value_or(1);
    if (count < first) {
        return false;
    }
    if (times) {
        return count < first + *times;
    }
    return !nth || count == first;
}

script parse_script(std::string_view text) {
    script result;
    std::map<std::string, int> copies;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::vector<std::string_view> words = split_words(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (words.empty()) {
            continue;
        }
        rule line;
        std::string error;
        for (const std::string_view word : words) {
            line.key += std::string{word} + ' ';
            error = error.empty() ? add_word(line, word) : error;
        }
        error = error.empty() ? check_rule(line) : error;
        if (!error.empty()) {
            return {.rules = {}, .error = "line " + std::to_string(number) + ": " + error};
        }
        line.key += std::to_string(++copies[line.key]);  // the same line twice counts twice
        result.rules.push_back(std::move(line));
    }
    return result;
}

void apply(const rule& source, report_changes& changes) {
    for (const auto& [name, value] : source.report_actions) {
        find_key(report_keys(), name)->set(changes, value);
    }
}

void apply(const rule& source, answer_changes& changes) {
    for (const auto& [name, value] : source.answer_actions) {
        find_key(answer_keys(), name)->set(changes, value);
    }
}

}  // namespace simulator
