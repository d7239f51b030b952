#pragma once
// Base64 as HTTP and JSON web tokens want it. Source: RFC 4648, sections 4 and 5.

#include <string>
#include <string_view>

namespace connectors {

std::string base64(std::string_view bytes);

/// With `-` and `_`, without padding.
std::string base64url(std::string_view bytes);

}  // namespace connectors
