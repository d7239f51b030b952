// What the pages of a seats listing are made of.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/report_kind.hpp"

namespace simulator {

struct seats_listing {
    std::int64_t total_seats = 0;  // as each page says it
    std::size_t count = 0;
    std::function<void(json_writer& out, std::size_t index)> append;  // one JSON object
};

/// The seats of the request's day; with raw_file those of that file, one a line. total_seats counts the seats of an
/// organization, but the people of an enterprise, each seat without an assignee as one more. Nothing when the file
/// cannot be read.
std::optional<seats_listing> make_seats_listing(const settings& options, const report_request& request);

}  // namespace simulator
