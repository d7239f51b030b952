#pragma once
// The JSON that a report endpoint answers: signed links and the days they are about.
// Source: GitHub, "REST API endpoints for Copilot usage metrics", version 2026-03-10, read 2026-11-21.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/day.hpp"

namespace connectors {

struct envelope {
    std::optional<std::string> text;  ///< the whole answer was a bare JSON string: GitHub's way to say "no report"
    std::vector<std::string> links;   ///< in the given order, the same link once
    std::optional<schema::day> report_day;
    std::optional<schema::day> report_start_day;
    std::optional<schema::day> report_end_day;
};

/// Either an envelope or, in half a sentence, what is wrong with the answer.
struct envelope_result {
    std::optional<envelope> value;
    std::string error;
};

/// Strict about what we use (types, days, doubled members), indifferent to members that we do not know.
envelope_result parse_envelope(std::string_view body);

}  // namespace connectors
