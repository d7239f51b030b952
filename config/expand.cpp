#include "config/expand.hpp"

#include <algorithm>

namespace config {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What is between `${` and `}`.
void replace_one(std::string_view inside, const variable_lookup& variable, expansion& result) {
    const auto colon = inside.find(":-");
    const std::string name{inside.substr(0, colon)};
    if (!is_variable_name(name)) {
        result.mistake = "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}";
        return;
    }
    result.names.insert(name);
    const auto value = variable(name);
    if (value && !value->empty())
        result.text += *value;
    else if (colon != inside.npos)
        result.text += inside.substr(colon + 2);
    else if (result.mistake.empty())
        result.mistake = "the variable " + name + " is not set: set it, or write ${" + name + ":-default}";
}

}  // namespace

bool is_variable_name(std::string_view text) {
    return !text.empty() && is_letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

expansion expand(std::string_view text, const variable_lookup& variable) {
    expansion result;
    while (!text.empty()) {
        const auto start = text.find("${");
        result.text += text.substr(0, start);
        if (start == text.npos) break;
        if (start > 0 && text[start - 1] == '$') {  // `$${`: the first `$` is already there
            result.text += '{';
            text.remove_prefix(start + 2);
            continue;
        }
        text.remove_prefix(start + 2);
        const auto end = text.find('}');
        const std::string_view inside = text.substr(0, end);
        if (end == text.npos) {
            result.mistake = "${ is never closed by }: write $${ where ${ itself is meant";
            break;
        }
        if (inside.find("${") != inside.npos) {
            result.mistake = "${NAME:-default} cannot hold another ${...} in its default";
            break;
        }
        replace_one(inside, variable, result);
        text.remove_prefix(end + 1);
    }
    return result;
}

}  // namespace config
