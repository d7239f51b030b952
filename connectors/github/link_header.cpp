#include "connectors/github/link_header.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "schema/scope.hpp"

namespace connectors {
namespace {

constexpr std::string_view blanks = " \t";

void skip_blanks(std::string_view& text) {
    const std::size_t first = text.find_first_not_of(blanks);
    text.remove_prefix(first == std::string_view::npos ? text.size() : first);
}

bool skip(std::string_view& text, char expected) {
    skip_blanks(text);
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

std::string take_token(std::string_view& text) {
    skip_blanks(text);
    std::size_t size = 0;
    while (size < text.size() && (std::isalnum(static_cast<unsigned char>(text[size])) != 0 ||
                                  std::string_view{"!#$%&'*+-.^_`|~"}.find(text[size]) != std::string_view::npos))
        ++size;
    std::string token{text.substr(0, size)};
    text.remove_prefix(size);
    return token;
}

/// After the opening quote, the closing one included.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string value;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return value;
        if (c != '\\') {
            value += c;
        } else if (!text.empty()) {
            value += text.front();
            text.remove_prefix(1);
        }
    }
    return std::nullopt;
}

/// Whether the relations, separated by blanks, hold `next`.
bool names_next(std::string_view relations) {
    while (!relations.empty()) {
        skip_blanks(relations);
        const std::string_view one = relations.substr(0, relations.find_first_of(blanks));
        if (schema::lower_case(one) == "next") return true;
        relations.remove_prefix(one.size());
    }
    return false;
}

/// `;name=value` until there is no more; false for what is none. Of several `rel` the first counts.
bool take_parameters(std::string_view& text, bool& is_next) {
    bool rel_seen = false;
    while (skip(text, ';')) {
        const std::string name = schema::lower_case(take_token(text));
        if (name.empty()) continue;  // an empty parameter is allowed
        std::string value;
        if (skip(text, '=')) {
            if (skip(text, '"')) {
                const auto quoted = take_quoted(text);
                if (!quoted) return false;
                value = *quoted;
            } else {
                value = take_token(text);
                if (value.empty()) return false;
            }
        }
        if (name == "rel" && !rel_seen) is_next = names_next(value);
        rel_seen = rel_seen || name == "rel";
    }
    return true;
}

bool take_links(std::string_view text, next_page& into) {
    for (;;) {
        while (skip(text, ',')) {
        }
        if (text.empty()) return true;
        if (!skip(text, '<')) return false;
        const std::size_t end = text.find('>');
        if (end == std::string_view::npos) return false;
        const std::string target{text.substr(0, end)};
        if (std::any_of(target.begin(), target.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
            return false;  // no URI: RFC 3986, section 2
        text.remove_prefix(end + 1);
        bool is_next = false;
        if (!take_parameters(text, is_next)) return false;
        if (is_next && into.next && *into.next != target) {
            into.error = "its Link header names two next pages";
            return true;
        }
        if (is_next) into.next = target;
        skip_blanks(text);
        if (!text.empty() && text.front() != ',') return false;
    }
}

}  // namespace

next_page parse_link_header(const http_headers& headers) {
    next_page found;
    for (const http_header& field : headers.fields()) {
        if (schema::lower_case(field.name) != "link") continue;
        if (!take_links(field.value, found)) found.error = "its Link header cannot be read";
        if (!found.error.empty()) break;
    }
    if (!found.error.empty()) found.next.reset();
    return found;
}

}  // namespace connectors
