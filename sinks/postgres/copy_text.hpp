#pragma once
// A field in PostgreSQL's text format of COPY: one row a line, tab between columns, \N for NULL.
// Source: PostgreSQL 15 manual, COPY, "Text Format".

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sinks::postgres {

/// What a text of so many bytes needs at most.
constexpr std::size_t copy_text_bytes_max(std::size_t bytes) { return 2 * bytes; }

/// Some of eight bytes may need an escape: a backslash, or one below 16. False is certain.
inline bool may_need_escape(std::uint64_t eight) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    const std::uint64_t low = (eight - 16 * ones) & ~eight;
    const std::uint64_t difference = eight ^ ('\\' * ones);
    const std::uint64_t equal = (difference - ones) & ~difference;
    return ((low | equal) & (0x80 * ones)) != 0;
}

/// Writes `bytes` bytes, each escaped where that is needed, and returns the end.
inline char* escape_copy_text(char* to, const char* from, std::size_t bytes) {
    for (const char* const end = from + bytes; from != end; ++from) {
        char escape = 0;
        switch (*from) {
            case '\\':
                escape = '\\';
                break;
            case '\t':
                escape = 't';
                break;
            case '\n':
                escape = 'n';
                break;
            case '\r':
                escape = 'r';
                break;
            default:
                *to++ = *from;
                continue;
        }
        *to++ = '\\';
        *to++ = escape;
    }
    return to;
}

/// Writes `value` with backslash, tab, newline and carriage return escaped, and returns the end; `to` has room for
/// copy_text_bytes_max. NUL cannot be written; callers refuse it.
inline char* write_copy_text(char* to, std::string_view value) {
    const char* from = value.data();
    std::size_t left = value.size();
    for (; left >= 8; from += 8, left -= 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, from, 8);
        if (may_need_escape(eight)) {
            to = escape_copy_text(to, from, 8);
        } else {
            std::memcpy(to, &eight, 8);
            to += 8;
        }
    }
    return escape_copy_text(to, from, left);
}

}  // namespace sinks::postgres
