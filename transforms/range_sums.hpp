#pragma once
// Many days of a user, or of a scope, as one record of `export --format aggregate`. Only what may be added is added:
// counters and credits. Distinct users, averages and medians are not, and what no day has measured stays null.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/day.hpp"
#include "schema/measure_sum.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"
#include "transforms/decimal_sum.hpp"
#include "transforms/exported_breakdown.hpp"
#include "transforms/vendor_metrics.hpp"

namespace transforms {

using activity_sums = std::array<schema::measure, schema::activity_columns.size()>;

/// Sums of breakdown rows by their key.
class breakdown_sums {
public:
    /// Rows come sorted by key: those of one key one after another.
    void add(const breakdown_key& key, const schema::activity& activity);
    void write(std::string& out, json_members& record) const;

private:
    struct entry {
        std::array<std::string, 5> key;
        activity_sums sums{};
    };
    std::vector<entry> entries_;
};

/// What user-days add up to, for one user or for all of a scope.
struct user_counters {
    activity_sums activity{};
    decimal_sum ai_credits_used;
    std::array<schema::measure, schema::user_cli_columns.size()> cli{};
    std::array<schema::measure, vendor_metric_names.size()> vendor{};

    void add(const schema::user_row& row);
    void write(std::string& out, json_members& record) const;
};

/// One user over a range of days.
class user_range {
public:
    /// Days come in ascending order. Names, e-mail, ids and adoption phase are those of the last day that has them.
    void add(schema::day day, const schema::user_row& row);
    void add_part(const breakdown_key& key, const schema::activity& activity) { breakdown_.add(key, activity); }
    /// A flag says whether it was true on any day; null when no day measured it.
    void append(std::string& out) const;

private:
    using text = std::optional<std::string>;
    struct phase {
        std::optional<std::int64_t> number;
        text name, version;
    };

    std::string key_, kind_;
    text login_, email_, enterprise_id_, organization_id_;
    phase phase_;
    std::int64_t days_ = 0;
    schema::day first_, last_;
    std::array<std::optional<bool>, schema::user_flag_columns.size()> flags_{};
    user_counters counters_;
    breakdown_sums breakdown_;
};

/// All users of a scope over a range: each counted once, however many days.
class users_summary {
public:
    /// Of a user's days any number; `new_user` with the first of them.
    void add(const schema::user_row& row, bool new_user);
    void append(std::string& out) const;

private:
    std::int64_t users_ = 0;
    std::int64_t service_accounts_ = 0;
    user_counters counters_;
};

/// A scope's totals over a range of days.
class totals_range {
public:
    void add(const schema::stored_totals_row& row);
    void add_part(const breakdown_key& key, const schema::activity& activity) { breakdown_.add(key, activity); }
    /// The measures, the four total_code_... counters, and the breakdown; no counts of users.
    void append(std::string& out) const;

private:
    activity_sums activity_{};
    std::array<schema::measure, schema::older_api_columns.size()> older_api_{};
    breakdown_sums breakdown_;
};

}  // namespace transforms
