#pragma once
// A row of a CSV file as RFC 4180 has it, that no spreadsheet takes for a program.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/measure_sum.hpp"

namespace transforms {

/// Appends to a string that it borrows; fields are separated by commas, and the row ends in CR LF. NULL is an empty
/// field, an empty text is `""`.
class csv_row {
public:
    explicit csv_row(std::string& out) : out_{out} {}

    /// Quoted where it holds a comma, a quote or a line end. Text that a spreadsheet would compute (behind blanks and
    /// apostrophes comes one of = + - @, their full-width forms, or a tab or line end) gets an apostrophe in front.
    void text(const std::optional<std::string_view>& value);
    void integer(const std::optional<std::int64_t>& value);
    /// Empty while it is not measured.
    void sum(const schema::measure& value);
    void boolean(const std::optional<bool>& value);
    /// A number as the database spells it, canonical; empty for what is no number.
    void decimal(const std::optional<std::string_view>& value);

    void end() { out_.append("\r\n"); }

private:
    void separate();

    std::string& out_;
    bool first_ = true;
};

/// Whether a spreadsheet might compute the text instead of showing it.
bool looks_like_a_formula(std::string_view text);

}  // namespace transforms
