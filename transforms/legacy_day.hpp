#pragma once
// A day's totals in the shape of the older Copilot metrics API (GitHub's REST reference "Copilot metrics", closed
// 2026-04-02), for programs that were written for it. The newer reports do not say which editor or model a completion
// belongs to, so each number hangs below exactly one editor and model called `unknown`: leaves add up to the day's
// totals.

#include <string>
#include <string_view>

#include "schema/day.hpp"
#include "schema/totals_rows.hpp"

namespace transforms {

/// What is known of the day; three members that the older API did not have.
struct legacy_coverage {
    std::string_view status;  ///< `completed` when it is loaded, else why not
    bool is_final = false;
    std::string_view reason;  ///< empty: none
};

/// Appends the day as one JSON object. `totals` is nullptr for a day that is not loaded: every group is null then.
/// Engaged users, custom models, insertions, copies, chats on github.com and pull request summaries are null: nobody
/// reports them. Where the languages (or models) count less than the day's total, the rest is one more leaf `unknown`;
/// where they count more, their number is null and that leaf has the total.
void append_legacy_day(std::string& out, schema::day day, const legacy_coverage& coverage,
                       const schema::stored_totals_row* totals);

}  // namespace transforms
