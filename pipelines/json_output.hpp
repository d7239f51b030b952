#pragma once
// The little JSON that we write ourselves: logs, summary, status.

#include <string>
#include <string_view>

namespace pipelines {

/// `text` as the inside of a JSON string: quotes, backslashes and control characters escaped; what is not
/// UTF-8 becomes U+FFFD, so that the result is valid whatever came in.
std::string json_escaped(std::string_view text);

/// The same between quotes.
std::string json_quoted(std::string_view text);

}  // namespace pipelines
