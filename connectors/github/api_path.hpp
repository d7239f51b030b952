#pragma once
// Paths below the API's base URL.

#include <string>
#include <string_view>

#include "connectors/http/url.hpp"
#include "schema/scope.hpp"

namespace connectors {

/// A base URL as it is configured, slashes at its end taken off. Throws std::invalid_argument for what is none, and for
/// one with a query.
url checked_api_url(std::string text);

/// `path` (which begins with '/') below the base, whose own path is kept.
url api_url(const url& base, std::string_view path);

/// `/orgs/octo-org` or `/enterprises/octo-corp`, with whatever is not unreserved in RFC 3986 escaped in the slug.
std::string scope_path(const schema::scope& scope);

/// One path segment, escaped likewise.
std::string path_segment(std::string_view text);

}  // namespace connectors
