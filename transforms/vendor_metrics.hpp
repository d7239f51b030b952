#pragma once
// Counters of a user-day that have no column: Augment's kinds of agents, tool calls and messages, which `extra` holds
// under `metrics`. Exports show them by their own names.

#include <array>
#include <cstddef>
#include <string_view>

#include "transforms/augment_mapping.hpp"

namespace transforms {

/// Those that are kept in `extra`, in the vendor's order: the columns of a CSV file, the members of a record.
inline constexpr auto vendor_metric_names = [] {
    std::array<std::string_view, augment_map::kept.size()> names{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < augment_counter_count; ++i)
        if (augment_map::kept.contains(i)) names[at++] = augment_counter_names[i];
    return names;
}();

using vendor_metrics = std::array<std::optional<std::int64_t>, vendor_metric_names.size()>;

/// Of a user-day's `extra` as the database returns it. nullopt for what is not there, or no whole number of 64 bits.
vendor_metrics read_vendor_metrics(std::string_view extra);

/// Whether a feature is a way to chat, whatever the vendor: chats are the interactions of these.
bool is_chat_feature(std::string_view feature);

}  // namespace transforms
