#pragma once
// What a record of a file that somebody has says about itself: which dataset, which day, or the days it wraps. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/day.hpp"
#include "schema/slice.hpp"
#include "transforms/json_text.hpp"

namespace pipelines {

/// Of a 28-day export: its wrapper holds a month of totals in one record.
inline constexpr std::size_t import_record_bytes_max = std::size_t{64} << 20;

/// The views live as long as the record's text.
struct examined_record {
    std::string problem;                       ///< the end of a sentence, e.g. `has no day`; empty when there is none
    std::optional<schema::dataset> dataset;    ///< as far as its members tell
    std::optional<schema::day> day;            ///< none for a wrapper, nor where there is a problem
    std::vector<std::string_view> day_totals;  ///< the entries of a wrapper, one record each
    bool is_wrapper = false;
};

/// Looks at records one by one, keeping its buffers.
class record_examiner {
public:
    /// Only the members at the top are looked at; values are checked when the record is decoded.
    examined_record examine(std::string_view record);

private:
    std::vector<transforms::json_member> members_;
};

/// Copies the record onto one line, as records are stored: line ends between its tokens become blanks. False for one
/// that has a line end inside a string, which no JSON has.
bool append_one_line(std::string& out, std::string_view record);

}  // namespace pipelines
