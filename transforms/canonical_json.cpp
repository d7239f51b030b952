#include "transforms/canonical_json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "transforms/decimal_parts.hpp"
#include "transforms/json_text.hpp"

namespace transforms {

namespace {

constexpr int depth_max = 200;

bool append_string(std::string& out, std::string_view quoted) {
    if (quoted.size() < 2 || quoted.back() != '"') return false;
    const std::string_view body = quoted.substr(1, quoted.size() - 2);
    if (check_escapes(body) != text_fault::none) return false;
    if (body.find('\\') == body.npos) {
        append_json_string(out, body);
        return true;
    }
    std::string text;
    append_unescaped(text, body);
    append_json_string(out, text);
    return true;
}

bool append_value(std::string& out, std::string_view text, int depth);

bool append_object(std::string& out, std::string_view text, int depth) {
    std::vector<json_member> members;
    if (!split_members(text, members)) return false;
    std::vector<std::pair<std::string, std::string_view>> sorted;
    sorted.reserve(members.size());
    for (const json_member& member : members) {
        if (check_escapes(member.key) != text_fault::none) return false;
        auto& [name, value] = sorted.emplace_back();
        append_unescaped(name, member.key);
        value = member.value;
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out.push_back('{');
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_json_string(out, sorted[i].first);
        out.push_back(':');
        if (!append_value(out, sorted[i].second, depth + 1)) return false;
    }
    out.push_back('}');
    return true;
}

bool append_array(std::string& out, std::string_view text, int depth) {
    std::vector<std::string_view> elements;
    if (!split_elements(text, elements)) return false;
    out.push_back('[');
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (i > 0) out.push_back(',');
        if (!append_value(out, elements[i], depth + 1)) return false;
    }
    out.push_back(']');
    return true;
}

bool append_value(std::string& out, std::string_view text, int depth) {
    if (text.empty() || depth > depth_max) return false;
    switch (text.front()) {
        case '{':
            return append_object(out, text, depth);
        case '[':
            return append_array(out, text, depth);
        case '"':
            return append_string(out, text);
        default:
            break;
    }
    if (text != "true" && text != "false" && text != "null") return append_canonical_number(out, text);
    out.append(text);
    return true;
}

}  // namespace

bool append_canonical_json(std::string& out, std::string_view text) {
    const std::size_t before = out.size();
    if (append_value(out, trim_json_blanks(text), 0)) return true;
    out.resize(before);
    return false;
}

bool append_canonical_number(std::string& out, std::string_view token) {
    decimal_parts parts;
    if (!take_apart(trim_json_blanks(token), parts)) return false;
    if (parts.digits.empty()) {
        out.push_back('0');
        return true;
    }
    if (parts.negative) out.push_back('-');
    const std::string& digits = parts.digits;
    const long point = static_cast<long>(digits.size()) + parts.exponent;  // digits in front of it
    if (point > 21 || point < -5) {
        out.push_back(digits[0]);
        if (digits.size() > 1) out.append(".").append(digits, 1);
        out.append("e").append(std::to_string(point - 1));
    } else if (point <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    } else if (parts.exponent >= 0) {
        out.append(digits).append(static_cast<std::size_t>(parts.exponent), '0');
    } else {
        out.append(digits, 0, static_cast<std::size_t>(point))
            .append(".")
            .append(digits, static_cast<std::size_t>(point));
    }
    return true;
}

}  // namespace transforms
