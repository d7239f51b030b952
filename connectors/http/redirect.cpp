#include "connectors/http/redirect.hpp"

namespace connectors {
namespace {

/// `http:` or the like before any `/`, `?` or `#`.
bool has_scheme(std::string_view reference) {
    const std::size_t colon = reference.find(':');
    return colon != std::string_view::npos && colon < reference.find_first_of("/?#");
}

}  // namespace

std::optional<url> resolve_reference(const url& base, std::string_view reference) {
    const std::string origin = base.scheme + "://" + host_port(base);
    const std::string path = base.target.substr(0, base.target.find('?'));
    if (reference.empty()) return std::nullopt;
    if (has_scheme(reference)) return parse_url(reference);
    if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string{reference});
    if (reference.starts_with('/')) return parse_url(origin + std::string{reference});
    if (reference.starts_with('?')) return parse_url(origin + path + std::string{reference});
    if (reference.starts_with('#')) return std::nullopt;
    return parse_url(origin + path.substr(0, path.rfind('/') + 1) + std::string{reference});
}

bool same_origin(const url& left, const url& right) {
    return left.scheme == right.scheme && left.host == right.host && left.port == right.port;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace connectors
