// Who is active in a scope on a day, and how many different people were within the week and the four weeks before.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/simulator/report_kind.hpp"

namespace simulator {

/// Stands for scope, day and revision: what make_user_day wants.
std::uint64_t day_seed_of(const settings& options, const report_request& request);

/// How many people the scope has, active or not: `users=N` or the command line's number.
std::uint32_t population_of(const settings& options, const report_changes& changes);

/// The people of a day, each once, in the order of the report. With `users=N` exactly N, whatever the weekday; else the
/// active ones of the population. Another revision replaces about a tenth of them by newcomers. `drop_users` takes the
/// last.
std::vector<std::uint32_t> active_people(const settings& options, const report_request& request);

/// Different people within 7 (weekly) and 28 (monthly) days that end with a day.
struct trailing_counts {
    std::int64_t weekly_active = 0;
    std::int64_t monthly_active = 0;
    std::int64_t monthly_chat = 0;
    std::int64_t monthly_agent = 0;
    std::int64_t weekly_cloud_agent = 0;
    std::int64_t monthly_cloud_agent = 0;
    std::int64_t weekly_review_active = 0;
    std::int64_t weekly_review_passive = 0;
    std::int64_t monthly_review_active = 0;
    std::int64_t monthly_review_passive = 0;
};

/// Exact for days that all obey the rules of this request; a few nanoseconds per person and day.
trailing_counts count_trailing(const settings& options, const report_request& request);

}  // namespace simulator
