#pragma once
// The part of a user record that is not activity in an editor: command line, app, agents window, third-party agents,
// and the customisations of the command line.

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

/// Appends the members that this person has, each with a leading comma; nothing for somebody without any.
void append_surfaces(json_writer& out, const user_day& person);

}  // namespace simulator
