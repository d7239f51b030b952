#pragma once
// One line of a users report: a user_day as the JSON object that GitHub would write ("Copilot usage metrics" reference
// and its example schema, read 2026-11).

#include <optional>
#include <string_view>

#include "tests/simulator/calendar.hpp"
#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/report_lines.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

/// What a record says besides a person's work. The texts must outlive the calls.
struct record_frame {
    std::string_view organization_id;  // empty at enterprise scope: then the member is left out
    std::string_view enterprise_id;
    std::optional<day> window_start{};  // 28-day reports carry their window on every record
    std::optional<day> window_end{};
};

/// The person's login, as every report spells it.
void append_login(json_writer& out, const user_profile& who);

/// Appends the compact object, without a line end. The top-level measures are the sums of totals_by_feature; members
/// that the day is too old for are absent.
void append_user_record(json_writer& out, const user_day& person, const record_frame& frame, const record_twist& twist);

}  // namespace simulator
