#pragma once
// What days have in common that met the same trouble: their messages, but for the day.

#include <string>

#include "schema/day.hpp"

namespace pipelines {

/// The message without the day it names; equal for days that failed for one cause.
inline std::string cause_of(std::string message, schema::day day) {
    const std::string name = day.text();
    for (std::size_t at = message.find(name); at != message.npos; at = message.find(name, at))
        message.erase(at, name.size());
    return message;
}

}  // namespace pipelines
