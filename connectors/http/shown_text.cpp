#include "connectors/http/shown_text.hpp"

#include <cstdint>

namespace connectors {
namespace {

/// Length of the UTF-8 character that begins at `at`, or 0 where there is none. C1 controls count as none.
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
    };
    const std::uint8_t lead = byte(at);
    std::size_t length = 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) length = 2;
    if (lead >= 0xe0 && lead <= 0xef) length = 3;
    if (lead >= 0xf0 && lead <= 0xf4) length = 4;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) return 0;
    }
    const std::uint8_t second = byte(at + 1);
    const bool wrong = (lead == 0xc2 && second < 0xa0) || (lead == 0xe0 && second < 0xa0) ||
                       (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
                       (lead == 0xf4 && second > 0x8f);
    return wrong ? 0 : length;
}

bool is_blank(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

/// Where a URL's query, beginning at `at`, ends: at a blank, a quote or a bracket.
std::size_t query_end(std::string_view text, std::size_t at) {
    while (at < text.size() && !is_blank(text[at]) &&
           std::string_view{"\"'<>)]}"}.find(text[at]) == std::string_view::npos)
        ++at;
    return at;
}

}  // namespace

std::string shown_text(std::string_view text, std::size_t bytes_max) {
    std::string shown;
    bool in_url = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_blank(c)) {
            if (!shown.empty() && shown.back() != ' ') shown += ' ';
            in_url = false;
            ++at;
        } else if (c == '?' &&
                   (in_url || text.substr(at, query_end(text, at) - at).find('=') != std::string_view::npos)) {
            at = query_end(text, at);
        } else {
            const std::size_t length = character_length(text, at);
            if (shown.size() + (length == 0 ? 1 : length) > bytes_max) {
                shown += "...";
                return shown;
            }
            in_url = in_url || text.substr(at).starts_with("://");
            shown += length == 0 ? std::string_view{"?"} : text.substr(at, length);
            at += length == 0 ? 1 : length;
        }
    }
    while (!shown.empty() && shown.back() == ' ') shown.pop_back();
    return shown;
}

}  // namespace connectors
