#pragma once
// The queries behind consistency.hpp. Each returns difference, source, scope, scope_identifier, dataset, metrics_date,
// detail, in SQL that both engines understand.

#include <string>

#include "sinks/sql_session.hpp"

namespace sinks::consistency_sql {

// ---- rows and sync_status
std::string rows_and_status();
std::string half_written_status();
std::string unknown_status();

// ---- rows that belong to nothing
std::string breakdown_without_user();
std::string breakdown_without_totals();
std::string team_rows_of_unknown_day();
std::string outside_target();

// ---- users and totals. Only what must agree: a user with a row has had some signal that day, and whoever has
// interacted is active; passive reviewers and people known to the server alone have rows and no activity, so sums of
// measures need not agree and are not compared. Days that are not final in both are read at different times.
std::string users_and_totals();
std::string users_or_totals_missing();
std::string older_columns();

// ---- finality and times. A run's `as_of` is the day that it took for today.
std::string final_flags();
std::string final_without_rows();
std::string final_but_changed();
std::string times(engine engine, int settle_days);

}  // namespace sinks::consistency_sql
