#pragma once
// The one record of a 28-day enterprise or organization report, a wrapper around its days, to the rows of the common
// schema: its feature engagement.
// Source: GitHub, "Copilot usage metrics" reference, 28-day reports, read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/engagement_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int engagement_decoder_version = 1;

/// Decodes in one pass, reusing its buffers; wrappers have several MB. Not shared between threads.
///
/// The whole wrapper is in `metrics_data`. Its `day_totals` become no rows here (the 1-day reports do), but they are
/// walked along the tree of those, so what is new in them is drift; a value of another type there is drift, too, and
/// sets nothing aside. An entry without a name or a feature named twice sets the wrapper aside: the feature is a key,
/// and distinct users must not be added up.
class engagement_decoder {
public:
    /// A report with another `report_end_day` than `asked` is refused (wrong_day); without one any day is taken.
    explicit engagement_decoder(std::optional<schema::day> asked);
    ~engagement_decoder();
    engagement_decoder(engagement_decoder&&) noexcept;
    engagement_decoder& operator=(engagement_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true. Its views live until the next decode() and no longer than the
    /// record's bytes. The features are sorted.
    const schema::engagement_row& row() const;
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
