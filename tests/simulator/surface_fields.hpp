#pragma once
// The part of a user record that is not activity in an editor: command line, app, agents window, third-party agents,
// and the customisations of the command line.

#include <array>
#include <cstdint>

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

/// How often each of the five known names of each of the five kinds of customisation was used.
using customisation_counts = std::array<std::array<std::int64_t, 5>, 5>;

/// The numbers behind a person's surface members.
struct surface_use {
    std::int64_t cli_version_ticket = 0;  // 0 to 99
    std::int64_t window_sessions = 0;     // of the agents window
    std::int64_t window_messages = 0;
    std::int64_t third_party_starts = 0;  // 0: no third-party agent
    customisation_counts customisations{};
};

surface_use make_surface_use(const user_day& person);

/// Appends the members that this person has, each with a leading comma; nothing for somebody without any.
void append_surfaces(json_writer& out, const user_day& person);

/// Appends an object with sums and the mean per request (null where there was no request), without its closing brace.
void append_tokens(json_writer& out, const token_use& use);

/// Appends five arrays, with the names that were used, and five distinct counts, each with a leading comma.
void append_customisations(json_writer& out, const customisation_counts& counts);

}  // namespace simulator
