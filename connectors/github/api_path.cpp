#include "connectors/github/api_path.hpp"

#include <optional>
#include <stdexcept>

namespace connectors {

url checked_api_url(std::string text) {
    while (text.ends_with('/')) text.pop_back();
    const std::optional<url> parsed = parse_url(text);
    if (!parsed || parsed->target.find('?') != std::string::npos) {
        throw std::invalid_argument("api_url is not an http(s) URL without a query");
    }
    return *parsed;
}

url api_url(const url& base, std::string_view path) {
    url where = base;
    while (where.target.ends_with('/')) where.target.pop_back();
    where.target += path;
    return where;
}

std::string scope_path(const schema::scope& scope) {
    const bool enterprise = scope.kind == schema::scope_kind::enterprise;
    return (enterprise ? "/enterprises/" : "/orgs/") + path_segment(scope.identifier);
}

std::string path_segment(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string segment;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            segment += c;
        } else {
            segment += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return segment;
}

}  // namespace connectors
