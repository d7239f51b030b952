#pragma once
// The five totals_by_* arrays of a user record. Each one sums the same work cells along other dimensions.

#include <span>

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

activity sum_of(std::span<const work_cell> cells);

/// Appends the seven measures as members, each with a leading comma. `wrong_type` makes one of them a string.
void append_measures(json_writer& out, const activity& counts, bool wrong_type);

/// The same without user_initiated_interaction_count.
void append_six_measures(json_writer& out, const activity& counts);

/// Appends totals_by_ide, _feature, _language_feature, _language_model and _model_feature, each with a leading comma.
/// No array has the same key twice; all are empty for somebody without work. Work outside of editors is in no
/// totals_by_ide, completions are in no totals_by_language_model.
void append_breakdowns(json_writer& out, const user_day& person, bool unknown_field);

}  // namespace simulator
