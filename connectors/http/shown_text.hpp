#pragma once
// A stranger's words in our messages: short, on one line, without the query of any URL in them.

#include <cstddef>
#include <string>
#include <string_view>

namespace connectors {

/// At most `bytes_max` bytes of `text` (cut between UTF-8 characters, then "..."); control characters become blanks,
/// bytes that are not UTF-8 become '?', and what looks like the query of a URL is dropped.
std::string shown_text(std::string_view text, std::size_t bytes_max = 200);

}  // namespace connectors
