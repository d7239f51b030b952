#include "config/env_file.hpp"

#include <algorithm>

#include "config/expand.hpp"
#include "config/text_file.hpp"

namespace config {

namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::string_view blanks = " \t";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

struct parsed_value {
    std::string text;
    std::string mistake;  ///< empty, or the end of a sentence
};

/// `text` begins with its quote; after the closing one only a comment may stand.
parsed_value unquote(std::string_view text) {
    parsed_value value;
    const char quote = text.front();
    std::size_t next = 1;
    for (; next < text.size() && text[next] != quote; ++next) {
        const bool escape = quote == '"' && text[next] == '\\' && next + 1 < text.size() &&
                            std::string_view{"\"\\$`"}.find(text[next + 1]) != std::string_view::npos;
        if (escape) ++next;
        value.text += text[next];
    }
    if (next >= text.size()) {
        value.mistake = "the quote is not closed on this line";
        return value;
    }
    const std::string_view rest = trim(text.substr(next + 1));
    if (!rest.empty() && rest.front() != '#') value.mistake = "something stands after the closing quote";
    return value;
}

parsed_value parse_value(std::string_view text) {
    text = trim(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) return unquote(text);
    for (std::size_t hash = text.find('#'); hash != text.npos; hash = text.find('#', hash + 1))
        if (hash == 0 || blanks.find(text[hash - 1]) != blanks.npos) {
            text = trim(text.substr(0, hash));
            break;
        }
    return {std::string(text), ""};
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

/// One line without its end. A mistake, or nothing.
std::string parse_line(std::string_view line, variable_map& variables) {
    if (std::any_of(line.begin(), line.end(), is_control)) return "a control character stands in this line";
    line = trim(line);
    if (line.empty() || line.front() == '#') return "";
    if (line.starts_with("export ") || line.starts_with("export\t")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    if (equals == line.npos) return "this is no NAME=value line";
    const std::string name{line.substr(0, equals)};
    if (!is_variable_name(name))
        return "in front of the = must stand a variable's name: letters, digits and _, no blank before the =";
    parsed_value value = parse_value(line.substr(equals + 1));
    if (!value.mistake.empty()) return name + ": " + value.mistake;
    variables[name] = std::move(value.text);
    return "";
}

}  // namespace

variable_map parse_env_file(const std::string& file, std::string_view text, findings& found) {
    variable_map variables;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (int number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (const std::string mistake = parse_line(line, variables); !mistake.empty())
            found.mistake(file + ":" + std::to_string(number) + ": " + mistake);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return variables;
}

variable_map load_env_file(const std::string& path, findings& found) {
    const text_file file = read_text_file(path, file_bytes_max);
    if (!file.mistake.empty()) {
        found.mistake(path + ": the file with variables (--env-file) " + file.mistake);
        return {};
    }
    if (file.others_can_read) found.warn(path + ": the file can be read by others: chmod 600 it");
    return parse_env_file(path, file.text, found);
}

}  // namespace config
