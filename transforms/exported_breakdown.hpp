#pragma once
// Breakdown rows as the arrays `totals_by_...` of an exported record.

#include <string_view>

#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"
#include "transforms/json_members.hpp"

namespace transforms {

/// Which row of a breakdown; a dimension that it lacks is "".
struct breakdown_key {
    std::string_view breakdown;
    std::string_view ide;
    std::string_view feature;
    std::string_view language;
    std::string_view model;

    bool operator==(const breakdown_key&) const = default;
};

inline breakdown_key key_of(const schema::user_breakdown_row& row) {
    return {row.breakdown, row.ide, row.feature, row.language, row.model};
}
inline breakdown_key key_of(const schema::totals_breakdown_row& row) {
    return {row.breakdown, row.ide, row.feature, row.language, row.model};
}

/// Writes `totals_by_BREAKDOWN` arrays into a record, one entry after another, sorted by breakdown.
class breakdown_arrays {
public:
    /// `out` is where `record` appends to.
    breakdown_arrays(std::string& out, json_members& record) : out_{out}, record_{record} {}

    /// Begins an entry with the dimensions that the breakdown's name speaks of, all four where it speaks of others; the
    /// caller adds members and closes it.
    json_members begin(const breakdown_key& key);
    /// Ends the last array.
    void finish();

private:
    std::string& out_;
    json_members& record_;
    std::string breakdown_;
    bool open_ = false;
};

}  // namespace transforms
