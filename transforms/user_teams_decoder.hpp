#pragma once
// One record of a `user-teams` report (one user in one team on one day) to the row of the common schema.
// Source: GitHub, "Copilot usage metrics" reference, team-level metrics, read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/team_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int user_teams_decoder_version = 1;

/// Decodes record after record in one pass each, reusing its buffers. Not shared between threads.
///
/// Lossless: members that no column gives back (unknown ones, explicit nulls, ids of the unusual type) are in `extra`;
/// see user_team_record.hpp for the way back. What a column is for must have the documented type: everything else sets
/// the record aside.
class user_teams_decoder {
public:
    /// Records of another day than `asked` are refused (wrong_day); without one any day is taken.
    explicit user_teams_decoder(std::optional<schema::day> asked);
    ~user_teams_decoder();
    user_teams_decoder(user_teams_decoder&&) noexcept;
    user_teams_decoder& operator=(user_teams_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true. Its views live until the next decode() and no longer than the
    /// record's bytes.
    const schema::user_team_row& row() const;
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
