#include "transforms/json_text.hpp"

#include <cstdint>

#include "transforms/record_walk.hpp"

namespace transforms {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The value of four hexadecimal digits at `at`, or -1.
int hex4(std::string_view text, std::size_t at) {
    if (at + 4 > text.size()) return -1;
    int value = 0;
    for (const char c : text.substr(at, 4)) {
        const int digit = is_digit(c)            ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

constexpr bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

void append_utf8(std::string& out, std::uint32_t point) {
    const auto tail = [&out](std::uint32_t bits) { out.push_back(static_cast<char>(0x80U | (bits & 0x3FU))); };
    if (point < 0x80) {
        out.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        out.push_back(static_cast<char>(0xC0U | point >> 6U));
        tail(point);
    } else if (point < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | point >> 12U));
        tail(point >> 6U);
        tail(point);
    } else {
        out.push_back(static_cast<char>(0xF0U | point >> 18U));
        tail(point >> 12U);
        tail(point >> 6U);
        tail(point);
    }
}

/// One past the closing quote of the string that opens at `at`; npos when it does not close.
std::size_t string_end(std::string_view text, std::size_t at) {
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return std::string_view::npos;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_json_blank(text[at])) ++at;
    return at;
}

/// One past the value that begins at `at`; npos when it does not end.
std::size_t value_end(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (std::size_t i = at; i < text.size();) {
        const char c = text[i];
        if (c == '"') {
            i = string_end(text, i);
            if (i == std::string_view::npos || depth == 0) return i;
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (depth == 0 && (c == ',' || c == ':' || c == '}' || c == ']' || is_json_blank(c))) return i;
        if ((c == '}' || c == ']') && --depth == 0) return i + 1;
        ++i;
    }
    return depth == 0 ? text.size() : std::string_view::npos;
}

/// Calls `part` at each element or member of a container; `part` returns one past what it read, or npos.
template <typename Part>
bool split(std::string_view text, char open, char close, Part part) {
    text = trim_json_blanks(text);
    if (text.size() < 2 || text.front() != open || text.back() != close) return false;
    std::size_t at = skip_blanks(text, 1);
    if (at == text.size() - 1) return true;
    while (at < text.size()) {
        at = part(text, at);
        if (at == std::string_view::npos) return false;
        at = skip_blanks(text, at);
        if (at == text.size() - 1) return true;
        if (at >= text.size() || text[at] != ',') return false;
        at = skip_blanks(text, at + 1);
    }
    return false;
}

}  // namespace

std::string_view trim_json_blanks(std::string_view text) {
    while (!text.empty() && is_json_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_json_blank(text.back())) text.remove_suffix(1);
    return text;
}

text_fault check_escapes(std::string_view body) {
    constexpr std::string_view single = "\"\\/bfnrt";
    for (std::size_t i = body.find('\\'); i != std::string_view::npos; i = body.find('\\', i)) {
        if (i + 1 >= body.size()) return text_fault::bad_escape;
        if (body[i + 1] != 'u') {
            if (single.find(body[i + 1]) == std::string_view::npos) return text_fault::bad_escape;
            i += 2;
            continue;
        }
        const int unit = hex4(body, i + 2);
        if (unit < 0) return text_fault::bad_escape;
        if (unit == 0) return text_fault::nul_character;
        if (is_low_surrogate(unit)) return text_fault::unpaired_surrogate;
        i += 6;
        if (!is_high_surrogate(unit)) continue;
        if (body.substr(i, 2) != "\\u" || !is_low_surrogate(hex4(body, i + 2))) return text_fault::unpaired_surrogate;
        i += 6;
    }
    return text_fault::none;
}

void append_unescaped(std::string& out, std::string_view body) {
    std::size_t from = 0;
    for (std::size_t i = body.find('\\'); i != std::string_view::npos; i = body.find('\\', i)) {
        out.append(body.substr(from, i - from));
        const char kind = body[i + 1];
        i += 2;
        if (kind == 'u') {
            auto point = static_cast<std::uint32_t>(hex4(body, i));
            i += 4;
            if (is_high_surrogate(static_cast<int>(point))) {
                const auto low = static_cast<std::uint32_t>(hex4(body, i + 2));
                point = 0x10000U + ((point - 0xD800U) << 10U) + (low - 0xDC00U);
                i += 6;
            }
            append_utf8(out, point);
        } else {
            constexpr std::string_view letters = "bfnrt";
            constexpr std::string_view controls = "\b\f\n\r\t";
            const std::size_t known = letters.find(kind);
            out.push_back(known == std::string_view::npos ? kind : controls[known]);
        }
        from = i;
    }
    out.append(body.substr(from));
}

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view letters = "btn?fr";  // for U+0008 to U+000D; U+000B has none
    out.push_back('"');
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text.substr(from, i - from));
        from = i + 1;
        out.push_back('\\');
        if (c == '"' || c == '\\') {
            out.push_back(static_cast<char>(c));
        } else if (c >= 0x08 && c <= 0x0D && c != 0x0B) {
            out.push_back(letters[c - 0x08U]);
        } else {
            out.append("u00");
            out.push_back(hex[c >> 4U]);
            out.push_back(hex[c & 0xFU]);
        }
    }
    out.append(text.substr(from));
    out.push_back('"');
}

number_kind scan_number(std::string_view token) {
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < token.size() && is_digit(token[i])) ++i;
        return static_cast<std::int64_t>(i - from);
    };
    if (i < token.size() && token[i] == '-') ++i;
    const bool zero_first = i < token.size() && token[i] == '0';
    const std::int64_t whole = digits();
    if (whole == 0 || (zero_first && whole > 1)) return number_kind::malformed;
    std::int64_t fraction = 0;
    std::int64_t exponent = 0;
    bool integer = true;
    if (i < token.size() && token[i] == '.') {
        ++i;
        integer = false;
        fraction = digits();
        if (fraction == 0) return number_kind::malformed;
    }
    if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
        ++i;
        integer = false;
        const bool negative = i < token.size() && token[i] == '-';
        if (i < token.size() && (token[i] == '-' || token[i] == '+')) ++i;
        const std::size_t from = i;
        if (digits() == 0) return number_kind::malformed;
        for (const char c : token.substr(from, i - from)) {
            if (exponent < 1'000'000'000) exponent = exponent * 10 + (c - '0');
        }
        if (negative) exponent = -exponent;
    }
    while (i < token.size() && is_json_blank(token[i])) ++i;
    if (i != token.size()) return number_kind::malformed;
    if (whole + exponent > number_integer_digits_max || fraction - exponent > number_fraction_digits_max) {
        return number_kind::unstorable;
    }
    return integer ? number_kind::integer : number_kind::decimal;
}

void append_compact(std::string& out, std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"') {
            const std::size_t end = string_end(text, i);
            out.append(text.substr(i, end - i));
            if (depth == 0) return;
            i = end;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']' || is_json_blank(c))) return;
        if (!is_json_blank(c)) out.push_back(c);
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return;
        ++i;
    }
}

bool split_members(std::string_view object, std::vector<json_member>& members) {
    members.clear();
    return split(object, '{', '}', [&members](std::string_view text, std::size_t at) {
        constexpr std::size_t npos = std::string_view::npos;
        if (text[at] != '"') return npos;
        const std::size_t key_end = string_end(text, at);
        if (key_end == npos) return npos;
        std::size_t from = skip_blanks(text, key_end);
        if (from >= text.size() || text[from] != ':') return npos;
        from = skip_blanks(text, from + 1);
        const std::size_t end = value_end(text, from);
        if (end == npos || end == from) return npos;
        members.push_back({text.substr(at + 1, key_end - at - 2), text.substr(from, end - from)});
        return end;
    });
}

bool split_elements(std::string_view array, std::vector<std::string_view>& elements) {
    elements.clear();
    return split(array, '[', ']', [&elements](std::string_view text, std::size_t at) {
        const std::size_t end = value_end(text, at);
        if (end == std::string_view::npos || end == at) return std::string_view::npos;
        elements.push_back(text.substr(at, end - at));
        return end;
    });
}

}  // namespace transforms
