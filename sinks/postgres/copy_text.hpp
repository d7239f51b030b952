#pragma once
// PostgreSQL's text format of COPY: one row a line, tab between columns, \N for NULL.
// Source: PostgreSQL 15 manual, COPY, "Text Format".

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace sinks::postgres {

/// Appends `value` with backslash, tab, newline and carriage return escaped. NUL cannot be written; callers refuse it.
inline void append_copy_text(std::string& out, std::string_view value) {
    std::size_t plain = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char escape = 0;
        switch (value[i]) {
            case '\\': escape = '\\'; break;
            case '\t': escape = 't'; break;
            case '\n': escape = 'n'; break;
            case '\r': escape = 'r'; break;
            default: continue;
        }
        out.append(value, plain, i - plain);
        out += '\\';
        out += escape;
        plain = i + 1;
    }
    out.append(value, plain, value.size() - plain);
}

inline void append_copy_integer(std::string& out, std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

}  // namespace sinks::postgres
