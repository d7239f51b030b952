#include "config/findings.hpp"

#include <algorithm>

namespace config {

bool looks_like_token(std::string_view text) {
    return text.find('/') == text.npos &&
           (text.starts_with("github_pat_") || (text.starts_with("gh") && text.find('_') == 3));
}

std::string shown_text(std::string_view text) {
    constexpr std::size_t bytes_max = 200;
    if (looks_like_token(text) || text.find('@') != text.npos || text.find("PRIVATE KEY") != text.npos) return "***";
    std::string shown;
    std::size_t end = std::min(text.size(), bytes_max);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    for (const char c : text.substr(0, end)) shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return end < text.size() ? shown + "..." : shown;
}

}  // namespace config
