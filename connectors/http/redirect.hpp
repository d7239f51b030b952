#pragma once
// Where a redirect or a relative link leads. Whether to go there is decided by whoever asked: the API's host only for
// the API, trusted hosts only for downloads. Source: RFC 3986, section 5; RFC 9110, section 15.4.

#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/http_message.hpp"

namespace connectors {

/// A request follows no more redirects than this.
inline constexpr int redirects_max = 5;

/// `reference` as seen from `base`: a whole URL, `//host/x`, `/x`, `x` or `?x`. nullopt for what parse_url refuses.
std::optional<url> resolve_reference(const url& base, std::string_view reference);

/// Scheme, host and port are the same: what the token was given for.
bool same_origin(const url& left, const url& right);

/// Whether a GET goes on at another place: 301, 302, 303, 307, 308.
bool is_redirect(int status);

}  // namespace connectors
