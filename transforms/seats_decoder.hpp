#pragma once
// One seat of a listing (a license, one element of a page) to the row of the common schema.
// Source: GitHub, "REST API endpoints for Copilot user management", read 2026-11-21.

#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/seat_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int seats_decoder_version = 1;

/// Decodes seat after seat in one pass each, reusing its buffers. Not shared between threads.
///
/// The whole seat is in `seat_data`, its times as they came; in the columns they are UTC. An assignee that is null or
/// absent leaves user_key empty; one without an id sets the seat aside, as does a time or date that is none.
class seats_decoder {
public:
    /// The other decoders are made of a day, so this one is, too; a seat has no day, and any is taken.
    explicit seats_decoder(std::optional<schema::day> snapshot);
    ~seats_decoder();
    seats_decoder(seats_decoder&&) noexcept;
    seats_decoder& operator=(seats_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true. Its views live until the next decode() and no longer than the
    /// record's bytes.
    const schema::seat_row& row() const;

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
