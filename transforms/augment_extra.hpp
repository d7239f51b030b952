#pragma once
// What columns do not give back of Augment's rows, as the JSON object that goes to a column `extra`.

#include <string>
#include <string_view>
#include <vector>

#include "transforms/augment_mapping.hpp"

namespace transforms {

/// The rows that became one.
struct augment_leftovers {
    std::string_view of_one;             ///< of a single row: its members without a column, a JSON object or nothing
    std::vector<std::string_view> rows;  ///< of several: their own texts, kept whole under `$entries`
    std::string_view editor;             ///< as spelled, where the row has one; of a single row only
    std::string_view language;
};

/// Appends the object to `out`, or nothing where there is nothing to keep: the leftovers, and under `metrics` the
/// counters of `kept` that were sent, as sums where several rows became one.
void append_augment_extra(std::string& out, const augment_leftovers& left, augment_set kept,
                          const augment_counts& counts);

}  // namespace transforms
