#include "tests/simulator/population.hpp"

#include <algorithm>

#include "tests/simulator/random.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

namespace {

// The first three are there every day, so that small reports have the same well-known people.
constexpr std::uint32_t always_active = 3;
constexpr std::uint64_t workday_percent = 88;
constexpr std::uint64_t weekend_percent = 18;

std::uint64_t scope_seed(const settings& options, const report_request& request) {
    return mix(options.seed, request.organization ? 1 : 2, hash_text(request.slug),
               request.date.time_since_epoch().count());
}

// What is remembered of one person over four weeks.
enum trace : std::uint8_t {
    in_week = 1,
    in_month = 2,
    cloud_in_week = 4,
    cloud_in_month = 8,
    asked_in_week = 16,
    asked_in_month = 32,
    reviewed_in_week = 64,
    reviewed_in_month = 128,
};

std::uint8_t trace_day(std::uint64_t details_seed, bool server_side_only, bool this_week) {
    std::uint8_t seen = in_month | (this_week ? in_week : 0);
    if (!server_side_only && uses_cloud_agent_on(details_seed)) {
        seen |= cloud_in_month | (this_week ? cloud_in_week : 0);
    }
    const review_use review = review_on(details_seed, server_side_only);
    if (review == review_use::active) {
        seen |= asked_in_month | (this_week ? asked_in_week : 0);
    } else if (review == review_use::passive) {
        seen |= reviewed_in_month | (this_week ? reviewed_in_week : 0);
    }
    return seen;
}

void count_person(trailing_counts& counts, std::uint8_t seen, const user_profile& who, bool server_side_only) {
    const auto has = [seen](trace what) { return (seen & what) != 0 ? 1 : 0; };
    counts.weekly_active += has(in_week);
    counts.monthly_active += has(in_month);
    counts.weekly_cloud_agent += has(cloud_in_week);
    counts.monthly_cloud_agent += has(cloud_in_month);
    counts.weekly_review_active += has(asked_in_week);
    counts.monthly_review_active += has(asked_in_month);
    counts.weekly_review_passive += has(asked_in_week) != 0 ? 0 : has(reviewed_in_week);
    counts.monthly_review_passive += has(asked_in_month) != 0 ? 0 : has(reviewed_in_month);
    if (!server_side_only && who.kind != habit::completion_only) {
        counts.monthly_chat += has(in_month);
        counts.monthly_agent += who.kind == habit::heavy ? has(in_month) : 0;
    }
}

}  // namespace

std::uint64_t day_seed_of(const settings& options, const report_request& request) {
    return mix(scope_seed(options, request), request.changes.revision);
}

std::uint32_t population_of(const settings& options, const report_changes& changes) {
    return static_cast<std::uint32_t>(changes.users.value_or(options.users));
}

std::vector<std::uint32_t> active_people(const settings& options, const report_request& request) {
    const report_changes& changes = request.changes;
    const std::uint32_t population = population_of(options, changes);
    const std::uint64_t seed = scope_seed(options, request);
    const std::uint64_t percent = is_weekend(request.date) ? weekend_percent : workday_percent;
    std::vector<std::uint32_t> people;
    people.reserve(population);
    for (std::uint32_t number = 0; number < population; ++number) {
        const bool constant = number < always_active;
        if (!changes.users && !constant && mix(seed, number, 1) % 100 >= percent) {
            continue;
        }
        const bool replaced = changes.revision != 0 && !constant && mix(seed, number, 2, changes.revision) % 10 == 0;
        people.push_back(replaced ? number + population : number);
    }
    people.resize(people.size() - std::min(people.size(), changes.drop_users));
    return people;
}

trailing_counts count_trailing(const settings& options, const report_request& request) {
    std::vector<std::uint8_t> traces(2 * std::size_t{population_of(options, request.changes)});
    report_request one_day = request;
    for (int back = 0; back < window_days; ++back) {
        one_day.date = request.date - std::chrono::days{back};
        const std::uint64_t seed = day_seed_of(options, one_day);
        for (const std::uint32_t number : active_people(options, one_day)) {
            traces[number] |=
                trace_day(details_seed_of(seed, number), is_server_side_only(number, one_day.date), back < 7);
        }
    }
    trailing_counts counts;
    for (std::uint32_t number = 0; number < traces.size(); ++number) {
        if (traces[number] != 0) {
            count_person(counts, traces[number], make_user_profile(options.seed, number),
                         is_server_side_only(number, request.date));
        }
    }
    return counts;
}

}  // namespace simulator
