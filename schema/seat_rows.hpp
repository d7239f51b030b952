#pragma once
// The row that one seat becomes: who holds a license on the UTC day of reading.
// Source: GitHub, "REST API endpoints for Copilot user management", read 2026-11-21.

#include <optional>
#include <string_view>

namespace schema {

/// A row of `copilot_seats`, without the slice's key and seat_number (1, 2, ... in the order of reading: a user can hold
/// two seats, and an assignee can be null). Views live until the next record.
struct seat_row {
    std::string_view user_key;  ///< the assignee's id, "" without an assignee
    std::optional<std::string_view> user_login;
    std::optional<std::string_view> created_at;  ///< timestamps as `YYYY-MM-DDTHH:MM:SSZ`, turned to UTC
    std::optional<std::string_view> last_activity_at;
    std::optional<std::string_view> last_authenticated_at;
    std::optional<std::string_view> last_activity_editor;
    std::optional<std::string_view> pending_cancellation_date;  ///< YYYY-MM-DD
    std::optional<std::string_view> plan_type;
    std::optional<std::string_view> assigning_team_id;
    std::optional<std::string_view> assigning_team_slug;
    std::optional<std::string_view> organization_login;
    std::string_view seat_data;  ///< the whole seat, compact JSON
};

}  // namespace schema
