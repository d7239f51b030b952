#pragma once
// What `sync_status` says of one slice. `status` is about the tables, `reason` about the last attempt: a loaded day stays
// `completed` while a later read of it fails, is refused or finds nothing.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/day.hpp"
#include "schema/slice.hpp"
#include "schema/timestamp.hpp"

namespace schema {

enum class slice_status { pending, in_progress, completed, no_data, failed };

std::string_view to_string(slice_status status);
/// Throws std::invalid_argument for a text that no version of the program has written.
slice_status parse_slice_status(std::string_view text);

/// One row of `sync_status` without its key. Empty texts and nullopt are NULL.
struct slice_state {
    slice_status status = slice_status::pending;
    bool is_final = false;
    std::string reason;         ///< short code of what the last attempt met; empty when it went well
    std::string error_message;  ///< the sentence that goes with it
    std::int64_t attempt_count = 0;
    std::optional<time_point> last_attempt_at;
    std::optional<time_point> last_success_at;  ///< the last attempt without trouble; an answer without data is one
    std::optional<time_point> next_attempt_at;  ///< only a time that the vendor named
    std::optional<time_point> completed_at;     ///< when the rows that stand in the tables were committed
    std::optional<time_point> no_data_at;       ///< the last answer without data
    std::optional<std::int64_t> rows_written;   ///< rows of this slice in the data tables
    std::optional<std::int64_t> records_rejected;
    std::optional<std::int64_t> bytes_read;
    std::string content_sha256;
    std::string day_totals;  ///< canonical JSON of what was loaded: equal text, equal keys and sums
    std::optional<std::int64_t> decoder_version;
    std::string privacy_profile;
    std::string run_id;      ///< of the last attempt

    bool operator==(const slice_state&) const = default;
};

/// All that a plan needs of one target: final days as ranges, because a year of them is one range; the rest one by one.
struct target_state {
    schema::target target;
    day since;
    std::optional<day> until;              ///< last day that is meant to be complete; nullopt means yesterday
    std::vector<day_range> final_days;     ///< ascending, disjoint
    std::map<day, slice_state> open_days;  ///< every other day with a row
};

}  // namespace schema
