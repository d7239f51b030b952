#pragma once
// The row that one record of a `user-teams` report becomes: a membership on one UTC day.
// Source: GitHub, "Copilot usage metrics" reference, team-level metrics, read 2026-11-21.

#include <optional>
#include <string_view>

namespace schema {

/// A row of `copilot_user_teams`, without the slice's key. A user in n teams has n rows; key (team_id, user_key).
/// Views live until the next record.
struct user_team_row {
    std::string_view team_id;  ///< decimal text; ids come as numbers or strings
    std::string_view team_slug;  ///< "" where the record has none
    std::string_view user_key;
    std::optional<std::string_view> user_login;
    std::optional<std::string_view> enterprise_id;
    std::optional<std::string_view> organization_id;
    std::string_view extra;  ///< what has no column, as a compact JSON object, or empty for NULL
};

}  // namespace schema
