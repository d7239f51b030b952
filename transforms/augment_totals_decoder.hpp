#pragma once
// An organisation's day out of Augment's rows to the rows of the common schema.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/totals_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int augment_totals_decoder_version = 1;

/// Decodes record after record, reusing its buffers. Not shared between threads.
///
/// A record is `{"day":D,"daily_usage":{..},"daily_active_user_counts":{..}}`: the day's row of daily-usage (none on a
/// day without activity) and of dau-count. All of it is in `metrics_data`; augment_mapping.hpp tells where the counters
/// go besides. Features are its only breakdown.
class augment_totals_decoder {
public:
    /// Records of another day than `asked` are refused (wrong_day); without one any day is taken.
    explicit augment_totals_decoder(std::optional<schema::day> asked);
    ~augment_totals_decoder();
    augment_totals_decoder(augment_totals_decoder&&) noexcept;
    augment_totals_decoder& operator=(augment_totals_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true; its views live until the next decode().
    const schema::totals_row& row() const;
    schema::day day() const;

    /// Of the last decode() that returned false.
    const record_error& error() const;

    /// What was not documented in the records decoded so far, refused ones included as far as they were read.
    const drift_counter& drift() const;
    drift_counter& drift();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace transforms
