#pragma once
// "Did you mean": the known name nearest to one that somebody typed.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// The candidate with the smallest edit distance (case ignored), if it is near enough to be meant: at most a third of
/// the longer name. nullopt otherwise.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

/// ` (did you mean X?)`, or nothing where no candidate is near.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates);

}  // namespace config
