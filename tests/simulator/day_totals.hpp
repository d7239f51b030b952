// The sums over all people of one scope's day: what the aggregate reports say.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "tests/simulator/population.hpp"
#include "tests/simulator/report_kind.hpp"
#include "tests/simulator/surface_fields.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

struct totals_row {
    std::uint8_t first = 0;
    std::uint8_t second = 0;
    activity counts;
};

/// At most one row per pair of keys, in the order of their first appearance.
class totals_table {
public:
    totals_table() { places_.fill(-1); }

    /// `first` is less than 32, `second` less than 16.
    void add(std::uint8_t first, std::uint8_t second, const activity& counts);

    std::span<const totals_row> rows() const { return rows_; }

private:
    std::array<std::int16_t, 32 * 16> places_{};  // where in rows_, or -1
    std::vector<totals_row> rows_;
};

/// The people of one adoption phase.
struct phase_sum {
    std::int64_t users = 0;
    activity counts;
};

struct day_totals {
    day date{};
    std::uint64_t seed = 0;  // for numbers that no person has: pull requests
    std::int64_t users = 0;
    activity counts;
    totals_table by_ide;
    totals_table by_feature;
    totals_table by_language_feature;
    totals_table by_language_model;
    totals_table by_model_feature;
    std::int64_t cloud_agent_users = 0;
    std::int64_t review_active_users = 0;
    std::int64_t review_passive_users = 0;
    std::int64_t cli_users = 0;
    std::int64_t app_users = 0;
    std::int64_t agents_window_users = 0;
    token_use cli;
    token_use app;
    std::int64_t window_sessions = 0;
    std::int64_t window_messages = 0;
    std::int64_t third_party_users = 0;
    std::int64_t third_party_starts = 0;
    bool customisations_measured = false;
    customisation_counts customisations{};
    std::array<phase_sum, 4> phases{};
    trailing_counts trailing;

    void add(const user_day& person);
};

/// Adds up the records of the users report with these rules, each person once.
day_totals make_day_totals(const settings& options, const report_request& request);

/// The totals that were asked for last: a walk over all people of a scope is made once per day and state of the rules.
/// May be used by any number of threads at once.
class totals_store {
public:
    explicit totals_store(const settings& options) : options_(options) {}
    totals_store(const totals_store&) = delete;
    totals_store& operator=(const totals_store&) = delete;

    std::shared_ptr<const day_totals> fetch(const report_request& request);

private:
    const settings& options_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const day_totals>> entries_;
    std::list<std::string> order_;  // the oldest one first
};

}  // namespace simulator
