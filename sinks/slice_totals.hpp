#pragma once
// What the rows of a slice add up to, per dataset other than users (day_totals.hpp): counted while they are loaded, and
// again from the tables when somebody asks whether they still agree. The order of the rows does not matter, short of
// seats, whose numbers are no part of it.

#include <array>
#include <cstdint>
#include <string>

#include "schema/engagement_rows.hpp"
#include "schema/repo_rows.hpp"
#include "schema/seat_rows.hpp"
#include "schema/team_rows.hpp"
#include "schema/totals_rows.hpp"
#include "sinks/canonical_totals.hpp"

namespace sinks {

/// Every class here: `add` takes one row, `row_count` is the rows in all tables of the dataset, `json` is canonical
/// (canonical_totals.hpp): counts, a fingerprint of the keys, the sum of each measure (null where no row has it).

/// A scope's day: its row and the breakdown.
class scope_totals {
public:
    void add(const schema::totals_row& row);
    std::int64_t row_count() const { return rows_ + breakdown_rows_; }
    std::string json() const;

private:
    std::int64_t rows_ = 0;
    std::int64_t breakdown_rows_ = 0;
    std::uint64_t keys_ = 0;
    std::array<measure, schema::activity_columns.size()> activity_{};
    std::array<measure, schema::activity_columns.size()> breakdown_activity_{};
    std::array<measure, schema::active_user_columns.size()> active_users_{};
};

/// Memberships.
class user_team_totals {
public:
    void add(const schema::user_team_row& row);
    std::int64_t row_count() const { return rows_; }
    std::string json() const;

private:
    std::int64_t rows_ = 0;
    std::uint64_t keys_ = 0;
};

class repo_totals {
public:
    void add(const schema::repo_row& row);
    std::int64_t row_count() const { return rows_; }
    std::string json() const;

private:
    std::int64_t rows_ = 0;
    std::uint64_t keys_ = 0;
    std::array<measure, schema::pull_request_count_columns.size()> counts_{};
};

/// A window, and one row a feature.
class engagement_totals {
public:
    void add(const schema::engagement_row& row);
    std::int64_t row_count() const { return rows_; }
    std::string json() const;

private:
    std::int64_t rows_ = 0;
    std::uint64_t features_ = 0;
    measure active_users_;
};

class seat_totals {
public:
    void add(const schema::seat_row& seat);
    std::int64_t row_count() const { return rows_; }
    std::string json() const;

private:
    std::int64_t rows_ = 0;
    std::int64_t assigned_ = 0;
    std::int64_t active_ = 0;
    std::int64_t cancelled_ = 0;
    std::uint64_t holders_ = 0;
};

}  // namespace sinks
