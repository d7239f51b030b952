#pragma once
// Result rows as the rows of the common schema: views that live as long as the result row.

#include <optional>
#include <string_view>

#include "schema/activity.hpp"
#include "schema/user_rows.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// "" for NULL.
inline std::string_view text_of(const std::optional<std::string>& column) {
    return column ? std::string_view(*column) : std::string_view();
}

inline std::optional<std::string_view> view_of(const std::optional<std::string>& column) {
    return column ? std::optional<std::string_view>(*column) : std::nullopt;
}

/// The seven measures from column `first` on.
schema::activity to_activity(const sql_row& row, std::size_t first);

/// Columns of user_columns, from user_key on, beginning at `first`; without a breakdown.
schema::user_row to_user_row(const sql_row& row, std::size_t first = 0);

/// Columns of user_breakdown_columns, from breakdown on, beginning at `first`.
schema::user_breakdown_row to_user_breakdown_row(const sql_row& row, std::size_t first);

}  // namespace sinks
