#pragma once
// Where the next page is: the header `Link` as GitHub pages its lists by. Source: RFC 8288, section 3; GitHub, "Using
// pagination in the REST API", read 2026-11-21.

#include <optional>
#include <string>

#include "connectors/http/http_message.hpp"

namespace connectors {

/// `next` is empty on the last page. With an `error` (half a sentence) nobody knows whether there are more.
struct next_page {
    std::optional<std::string> next;  ///< as written, absolute or relative
    std::string error;
};

/// The target with the relation `next` of all fields `Link` together. Strict: what cannot be read, and two different
/// targets, are errors, because a page missed in silence is data lost in silence.
next_page parse_link_header(const http_headers& headers);

}  // namespace connectors
