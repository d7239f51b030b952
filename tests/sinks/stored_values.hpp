#pragma once
// Slices, states and times that the stores are tested with.

#include <string>

#include "schema/slice_state.hpp"

namespace sinks::testing {

using schema::day;

inline const day first_day{2026, 3, 7};  // the day before America/Los_Angeles changes its clocks

inline schema::target users_of(const std::string& slug, schema::scope_kind kind = schema::scope_kind::organization,
                               const std::string& source = "github") {
    return {source, {kind, slug}, schema::dataset::users};
}

inline schema::slice on(day d, const schema::target& target = users_of("octo-org")) { return {target, d}; }

/// Within the first or last hours of a UTC day, where a wrong time zone moves the date.
inline schema::time_point time_at(int hours, int microseconds = 0) {
    return schema::time_point{first_day.sys_days()} + std::chrono::hours{hours} +
           std::chrono::microseconds{microseconds};
}

/// A row with every member set.
inline schema::slice_state full_state() {
    schema::slice_state state;
    state.status = schema::slice_status::completed;
    state.is_final = true;
    state.reason = "vanished";
    state.error_message = "a 'quoted' \"message\"\nwith \\ two lines, Zoë and 🦀";
    state.attempt_count = 7;
    state.last_attempt_at = time_at(0, 1);
    state.last_success_at = time_at(-2, 7);
    state.next_attempt_at = time_at(23, 999999);
    state.completed_at = time_at(34, 120000);
    state.no_data_at = time_at(-30);
    state.rows_written = INT64_MAX;
    state.records_rejected = 0;
    state.bytes_read = 123456789012;
    state.content_sha256 = std::string(64, 'a');
    state.day_totals = "{\"user_rows\":3,\"sum\":null}";
    state.decoder_version = 2;
    state.privacy_profile = "identified";
    state.run_id = "0a1b";
    return state;
}

inline schema::slice_state state_of(schema::slice_status status, bool is_final = false,
                                    const std::string& reason = "") {
    schema::slice_state state;
    state.status = status;
    state.is_final = is_final;
    state.reason = reason;
    return state;
}

inline schema::slice_state final_state() { return state_of(schema::slice_status::completed, true); }

}  // namespace sinks::testing

namespace schema {
inline void PrintTo(const day& d, std::ostream* out) { *out << d.text(); }
}  // namespace schema
