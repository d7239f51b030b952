#pragma once
// What an archived report says of itself, at the end of its file: a skippable zstd frame, which `zstd -d` passes over,
// with one line of JSON, the SHA-256 of that line, and its length, so that it is found from the end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "schema/slice.hpp"
#include "schema/timestamp.hpp"

namespace connectors {

struct archive_note {
    schema::slice slice;
    bool is_final = false;       ///< as the read that wrote it, or a later one that found the day unchanged, said
    schema::time_point read_at;  ///< when the vendor was read
    std::uint64_t parts = 0;     ///< each a zstd frame of its own
    std::uint64_t bytes = 0;     ///< of all parts, as received
    std::uint64_t records = 0;
    std::string sha256;          ///< of all parts' bytes, one after the other
    std::string content_sha256;  ///< as in `sync_status`: does not depend on the order of records
    config::source_type vendor = config::source_type::github_copilot;  ///< whose records they are

    bool operator==(const archive_note&) const = default;
};

/// Bytes at the end of a file that tell the note's size.
inline constexpr std::size_t note_tail_bytes = 9;
/// No note is longer.
inline constexpr std::size_t note_bytes_max = 16 * 1024;

/// The whole frame.
std::string to_frame(const archive_note& note);

/// Size of the whole frame, from the last note_tail_bytes of the file; nullopt when they are not a note's.
std::optional<std::size_t> note_frame_bytes(std::string_view tail);

/// nullopt for anything that to_frame() did not write, to the letter.
std::optional<archive_note> parse_frame(std::string_view frame);

}  // namespace connectors
