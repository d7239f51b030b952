#pragma once
// From what PostgreSQL says to what we do next.

#include <string>
#include <string_view>

#include "sinks/sink_error.hpp"

namespace sinks::postgres {

/// A sink_error from an SQLSTATE ("" when the connection broke without one) and the server's message, one line of it.
sink_error make_error(std::string_view sqlstate, std::string_view message, const std::string& description);

}  // namespace sinks::postgres
