#pragma once
// The blob host: serves the files of reports to whoever has a signed link, and to nobody who brings a token along.

#include <optional>
#include <string>
#include <string_view>

#include "tests/simulator/http_message.hpp"
#include "tests/simulator/part_store.hpp"
#include "tests/simulator/world.hpp"

namespace simulator {

/// Answers one request, ranges included; a large body comes as a slice.
http_answer answer_blob(world& shared, const http_request& request);

/// The path of a part; parse_blob_path reads it back, without the script's changes.
std::string to_blob_path(const part_address& address);
std::optional<part_address> parse_blob_path(std::string_view path);

/// How many files the report has; a raw file is one.
std::size_t count_parts(const settings& options, const report_kind& kind, const report_request& request);

/// Whether the vendor has the report: not before the first day, not today or later, not while the script says no.
bool is_published(const settings& options, const report_kind& kind, const report_request& request);

/// A byte range of one file.
struct byte_range {
    std::int64_t first = 0;
    std::int64_t length = 0;
    friend bool operator==(const byte_range&, const byte_range&) = default;
};

enum class range_verdict : std::uint8_t { whole, partial, unsatisfiable };

/// Reads a Range header with one range (a-b, a- or -n). Several ranges and nonsense mean the whole file, as HTTP
/// allows.
range_verdict parse_range(std::string_view header, std::int64_t length, byte_range& range);

}  // namespace simulator
