#pragma once
// Every documented member of a `user-teams` record, all of them with a column. Read by the decoder and, the other way,
// by the writer of records. Source: GitHub, "Copilot usage metrics" reference, team-level metrics, read 2026-11-21.

#include <array>

#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slots of field_values::texts.
enum user_team_text_slot : std::uint8_t {
    team_user_id_slot,
    team_user_login_slot,
    team_enterprise_id_slot,
    team_organization_id_slot,
    team_id_slot,
    team_slug_slot
};

namespace user_teams_tree {

using namespace tree_parts;

inline constexpr std::array record{
    column(field_use::id, "user_id", team_user_id_slot, json_type::integer),
    column(field_use::text, "user_login", team_user_login_slot),
    column(field_use::day, "day", 0),
    column(field_use::id, "organization_id", team_organization_id_slot, json_type::string),
    column(field_use::id, "enterprise_id", team_enterprise_id_slot, json_type::string),
    column(field_use::id, "team_id", team_id_slot, json_type::integer),
    column(field_use::text, "slug", team_slug_slot)};
static_assert(is_sound(record));

}  // namespace user_teams_tree

}  // namespace transforms
