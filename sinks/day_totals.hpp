#pragma once
// What a loaded day adds up to, in a form that can be compared: equal text means equal keys and equal sums.

#include <array>
#include <cstdint>
#include <string>

#include "schema/user_rows.hpp"
#include "sinks/canonical_totals.hpp"

namespace sinks {

/// Running totals of a day's user rows. The order of the rows does not matter.
class day_totals {
public:
    void add(const schema::user_row& row);

    std::int64_t user_rows() const { return user_rows_; }
    std::int64_t breakdown_rows() const { return breakdown_rows_; }

    /// Canonical JSON: counts, a fingerprint of the keys, and the sum of each measure (null where no row has it).
    std::string json() const;

private:
    std::int64_t user_rows_ = 0;
    std::int64_t breakdown_rows_ = 0;
    std::uint64_t keys_ = 0;  ///< sum mod 2^64 of a hash of each user and breakdown key
    std::array<measure, schema::activity_columns.size()> activity_{};
    std::array<measure, schema::activity_columns.size()> breakdown_activity_{};
    std::array<measure, schema::user_cli_columns.size()> cli_{};
    measure credits_;  ///< in billionths
};

}  // namespace sinks
