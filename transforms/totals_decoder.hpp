#pragma once
// One record of an enterprise or organization report of one day to the rows of the common schema.
// Source: GitHub, "Copilot usage metrics" reference and example schema, read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/totals_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int totals_decoder_version = 1;

/// Decodes record after record in one pass each, reusing its buffers. Not shared between threads.
///
/// The whole record is in `metrics_data`, so nothing is lost where there is no column. What a column is for must have
/// the documented type: everything else sets the record aside, and nothing is ever rounded or guessed.
class totals_decoder {
public:
    /// Records of another day than `asked` are refused (wrong_day); without one any day is taken.
    explicit totals_decoder(std::optional<schema::day> asked);
    ~totals_decoder();
    totals_decoder(totals_decoder&&) noexcept;
    totals_decoder& operator=(totals_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true. Its views live until the next decode() and no longer than the
    /// record's bytes. The breakdown is sorted by (breakdown, ide, feature, language, model), each key once: entries
    /// with equal keys are summed.
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
