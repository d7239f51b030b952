#pragma once
// From one state of a slice to the next, for everything that an attempt can meet. Pure: the rules of DESIGN 1.5 and 1.6.6,
// 1.6.7 in one place.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/slice_state.hpp"

namespace pipelines {

/// Reason codes that we give ourselves, beside those of connectors::reason.
namespace reason {
inline constexpr std::string_view bad_records = "bad_records";
inline constexpr std::string_view shrunk = "shrunk";
inline constexpr std::string_view vanished = "vanished";
inline constexpr std::string_view expired = "expired";
inline constexpr std::string_view missed_snapshot = "missed_snapshot";
inline constexpr std::string_view spool_failed = "spool_failed";
inline constexpr std::string_view archive_failed = "archive_failed";
inline constexpr std::string_view not_attempted = "not_attempted";  ///< never stored: only for problems and messages
}  // namespace reason

/// The attempt that a transition belongs to.
struct attempt {
    std::string run_id;
    schema::time_point now;
    schema::day day;        ///< of the slice
    schema::day today;      ///< the as-of day
    int settle_days = 4;
};

using previous_state = std::optional<schema::slice_state>;  ///< the row before the attempt; nullopt when there was none

/// What a loaded report is remembered by.
struct loaded_content {
    std::string content_sha256;
    std::string day_totals;
    std::int64_t rows = 0;
    std::int64_t records_rejected = 0;
    std::int64_t bytes_read = 0;
    int decoder_version = 0;
    std::string privacy_profile;
};

/// The row while the attempt is under way, for others to see; nullopt for a loaded day, which stays `completed`.
std::optional<schema::slice_state> begun(const previous_state& before, const attempt& a);

/// An answer without data: `pending` while the day may still be published, then `no_data`, and a success, for the vendor
/// was read without trouble. A loaded day is `vanished`, which is trouble.
schema::slice_state without_data(const previous_state& before, const attempt& a, const std::string& message);

/// The attempt failed or was refused; a loaded day keeps its rows and stays `completed`.
schema::slice_state failed(const previous_state& before, const attempt& a, std::string_view reason,
                           const std::string& message, const std::optional<schema::time_point>& retry_at);

/// Stopped before it met anything: `pending`, to be read by the next run. Only for days without rows.
schema::slice_state interrupted(const previous_state& before, const attempt& a, const std::string& message);

/// Read, and equal to what is loaded: only the status moves.
schema::slice_state unchanged(const schema::slice_state& before, const attempt& a);

/// The rows of `content` stand in the tables.
schema::slice_state loaded(const previous_state& before, const attempt& a, const loaded_content& content);

/// What an archived report says of the read that it comes from.
struct archived_read {
    bool is_final = false;
    schema::time_point read_at;
};

/// The rows of an archived report stand in the tables. Of a day that held that report before, only what the conversion
/// decides changes: last attempt, reason and finality stay. Of any other day, all is as the archive says, so that its
/// last attempt is the one at which the vendor was read.
schema::slice_state replayed(const previous_state& before, const archived_read& read, const std::string& run_id,
                             schema::time_point now, const loaded_content& content);

/// A day that left the vendor's window unread.
schema::slice_state expired(const previous_state& before, const attempt& a);

/// A snapshot that nobody took on its day.
schema::slice_state missed(const previous_state& before, const attempt& a);

/// Whether the report just read is the one that is loaded, decoded the same way.
bool same_content(const previous_state& before, std::string_view content_sha256, int decoder_version,
                  std::string_view privacy_profile);

}  // namespace pipelines
