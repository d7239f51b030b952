#pragma once
// One page of the list of Copilot seats as records: one seat a line.
// Source: GitHub, "REST API endpoints for Copilot user management", version 2026-03-10, read 2026-11-21.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectors {

/// The most seats that GitHub puts on a page, and as many as we ask for.
inline constexpr std::size_t seats_a_page = 100;

/// The seats of a page as NDJSON, each the raw JSON of its object without blanks; or, in half a sentence, what is
/// wrong. `total_seats` never tells where a list ends: at an enterprise it counts users, and one user can hold several
/// seats.
struct seats_page {
    std::optional<std::string> lines;
    std::size_t seats = 0;
    std::optional<std::uint64_t> total_seats;  ///< where the page says a number
    std::string error;
};

/// Strict about the page being whole, valid JSON with an array `seats` of objects.
seats_page parse_seats_page(std::string_view body);

}  // namespace connectors
