#pragma once
// One record of a `repos` report (one repository on one day) to the row of the common schema.
// Source: GitHub, "Copilot usage metrics" reference, repository records, read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/repo_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int repos_decoder_version = 1;

/// Decodes record after record in one pass each, reusing its buffers. Not shared between threads.
///
/// The whole record is in `metrics_data`, so nothing is lost where there is no column. `pull_requests` may be absent or
/// null: then nothing was measured. What a column is for must have the documented type: everything else sets the record
/// aside.
class repos_decoder {
public:
    /// Records of another day than `asked` are refused (wrong_day); without one any day is taken.
    explicit repos_decoder(std::optional<schema::day> asked);
    ~repos_decoder();
    repos_decoder(repos_decoder&&) noexcept;
    repos_decoder& operator=(repos_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true. Its views live until the next decode() and no longer than the
    /// record's bytes.
    const schema::repo_row& row() const;
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
