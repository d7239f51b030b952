#pragma once
// What every data table has in common for loaders and readers: its rows begin with the key of their slice, and a
// slice's rows are replaced whole.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "schema/slice.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// One list of columns out of several.
template <std::size_t... N>
constexpr auto joined(const std::array<std::string_view, N>&... lists) {
    std::array<std::string_view, (N + ...)> all{};
    std::size_t at = 0;
    (..., [&] {
        for (const std::string_view column : lists) all[at++] = column;
    }());
    return all;
}

/// The slice's own key, in most tables.
inline constexpr std::array<std::string_view, 4> day_key_columns{"source", "scope", "scope_identifier", "metrics_date"};

/// A table with its columns in the order in which they are loaded: the first four are the slice's key, the fourth its
/// day.
struct slice_table {
    std::string_view name;
    std::span<const std::string_view> columns;
    bool has_teams = false;  ///< the fifth column is team_slug, which is '' in a slice's rows
};

/// `a, b, c` of the columns from `first` on: after the slice's own key when first is 4.
std::string column_list(std::span<const std::string_view> columns, std::size_t first = 0);

/// ` WHERE source = $1 AND ...`: the slice's rows, to be bound with day_key().
std::string of_slice(const slice_table& table);

/// Where a slice's rows are read from, and along which column: one that they differ in, whose values are not below
/// `first_key` (a text or an integer, as the column is).
struct slice_pages {
    const slice_table& table;
    std::string columns;  ///< as SQL; they follow the key in the rows that are visited
    std::string key_column;
    sql_value first_key;
    std::string also = "";  ///< ` AND ...`
};

/// Calls `visit` once per row of the slice in the order of the key, in constant memory. The row lives for the call only.
/// Works inside the caller's read transaction.
void for_each_slice_row(sql_session& session, const schema::slice& slice, const slice_pages& pages,
                        const std::function<void(const sql_row&)>& visit);

/// Rows of one slice on their way into one table, in the place of those that were there.
class slice_rows {
public:
    /// Deletes the slice's rows. Borrows the session; nothing is visible before the caller commits.
    slice_rows(sql_session& session, const schema::slice& slice, const slice_table& table);

    /// Begins a row by writing the slice's key (and team_slug); the caller writes the other fields and ends the row.
    /// Texts given to the writer have to live until then.
    row_writer& begin();
    /// Sends what is buffered.
    void finish() { writer_->finish(); }

private:
    std::array<std::string, 4> key_;
    bool has_teams_;
    std::unique_ptr<row_writer> writer_;
};

}  // namespace sinks
