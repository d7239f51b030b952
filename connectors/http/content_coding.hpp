#pragma once
// Where gzip meets HTTP: which coding an answer has, and whether a body that ended well was whole inside.

#include <string>

#include "connectors/http/gzip_decoder.hpp"
#include "connectors/http/http_message.hpp"

namespace connectors {

/// `identity`, `gzip`, or the header's own words in lower case for a coding (or a list of them) that we did not ask
/// for.
std::string content_coding(const http_headers& headers);

/// Turns an exchange that was whole into a broken one where the gzip data in it was not: cut short, damaged, or
/// followed by something else.
void judge_coding(const gzip_decoder& decoder, http_result& got);

}  // namespace connectors
