#include "pipelines/json_output.hpp"

#include <fmt/format.h>

namespace pipelines {

namespace {

/// Bytes of the UTF-8 character that `text` begins with; 0 where it begins with none.
std::size_t character_bytes(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const unsigned char second = size > 2 ? byte(1) : 0x80;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;  // overlong, surrogate
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;  // overlong, beyond U+10FFFF
    return size;
}

}  // namespace

std::string json_escaped(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size() + 8);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_bytes(text.substr(at));
        const char c = text[at];
        if (size != 1) {
            escaped += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(at, size);
            at += size == 0 ? 1 : size;
            continue;
        }
        ++at;
        switch (c) {
            case '"': escaped += "\\\""; break;
            case '\\': escaped += "\\\\"; break;
            case '\n': escaped += "\\n"; break;
            case '\r': escaped += "\\r"; break;
            case '\t': escaped += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                else
                    escaped += c;
        }
    }
    return escaped;
}

std::string json_quoted(std::string_view text) { return "\"" + json_escaped(text) + "\""; }

}  // namespace pipelines
