#pragma once
// Short spellings for targets and their states, so that a table of cases stays a table.

#include <string>
#include <vector>

#include "pipelines/plan.hpp"
#include "schema/slice_state.hpp"

namespace pipelines::testing {

using schema::day;
using schema::slice_state;
using schema::slice_status;

/// Today in every test that does not say otherwise: a Saturday, well after the vendor's first days.
inline constexpr day today{2026, 11, 21};

inline schema::time_point at(day d, std::chrono::seconds in_day = {}) {
    return schema::time_point{d.sys_days()} + in_day;
}

inline schema::target users_of(const std::string& slug, const std::string& source = "github",
                               schema::scope_kind kind = schema::scope_kind::organization) {
    return {source, {kind, slug}, schema::dataset::users};
}

inline slice_state row(slice_status status, std::string_view reason = "", const std::string& run_id = "earlier") {
    slice_state state;
    state.status = status;
    state.reason = reason;
    if (!reason.empty()) state.error_message = "because of " + std::string(reason);
    state.attempt_count = 1;
    state.run_id = run_id;
    return state;
}

/// A loaded day that is not final.
inline slice_state loaded_row(std::string_view reason = "") {
    auto state = row(slice_status::completed, reason);
    state.rows_written = 10;
    return state;
}

/// A final day with a reason: its last read, forced, went wrong.
inline slice_state final_row(std::string_view reason) {
    auto state = loaded_row(reason);
    state.is_final = true;
    return state;
}

/// A target since `days_back` days before today, without any row.
inline schema::target_state since(int days_back, const schema::target& target = users_of("octo-org")) {
    return {target, today - days_back, std::nullopt, {}, {}};
}

inline std::vector<day> days_of(const std::vector<planned_slice>& due) {
    std::vector<day> days;
    for (const planned_slice& one : due) days.push_back(one.slice.day);
    return days;
}

inline plan_request at_today() {
    plan_request request;
    request.today = today;
    request.now = at(today, std::chrono::hours{6});
    return request;
}

inline slice_plan plan_of(const schema::target_state& target, const plan_request& request = at_today()) {
    return plan(std::span(&target, 1), request);
}

}  // namespace pipelines::testing

namespace schema {
/// How gtest shows a day.
inline void PrintTo(const day& d, std::ostream* out) { *out << d.text(); }
}  // namespace schema
