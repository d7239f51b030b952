#pragma once
// The seven activity measures that every Copilot report repeats at each level ("M7" in the design).
// Source: GitHub, "Copilot usage metrics" reference, field list, read 2026-11-21.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace schema {

/// The measures in the order of the columns. All are counts or lines of code, summed over one UTC day.
inline constexpr std::array<std::string_view, 7> activity_columns{
    "user_initiated_interaction_count", "code_generation_activity_count", "code_acceptance_activity_count",
    "loc_suggested_to_add_sum",         "loc_suggested_to_delete_sum",    "loc_added_sum",
    "loc_deleted_sum"};

/// One value a measure; nullopt means "not measured", which is neither 0 nor to be shown as 0.
struct activity {
    std::array<std::optional<std::int64_t>, activity_columns.size()> values{};

    bool operator==(const activity&) const = default;
};

}  // namespace schema
