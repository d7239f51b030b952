#pragma once
// Every documented member of a seat, and the column it belongs to. What has no column is in `seat_data` like everything
// else. Source: GitHub, "REST API endpoints for Copilot user management" with its schemas of simple users, teams,
// enterprise teams and simple organizations, read 2026-11-21.

#include <array>

#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slots of field_values::texts.
enum seat_text_slot : std::uint8_t {
    assignee_id_slot,
    assignee_login_slot,
    seat_created_at_slot,
    last_activity_at_slot,
    last_authenticated_at_slot,
    last_activity_editor_slot,
    pending_cancellation_date_slot,
    plan_type_slot,
    assigning_team_id_slot,
    assigning_team_slug_slot,
    organization_login_slot
};

namespace seats_tree {

using namespace tree_parts;

inline constexpr std::array assignee{column(field_use::text, "login", assignee_login_slot),
                                     column(field_use::id, "id", assignee_id_slot, json_type::integer),
                                     keep("node_id", text),
                                     keep("avatar_url", text),
                                     keep("gravatar_id", text),
                                     keep("url", text),
                                     keep("html_url", text),
                                     keep("followers_url", text),
                                     keep("following_url", text),
                                     keep("gists_url", text),
                                     keep("starred_url", text),
                                     keep("subscriptions_url", text),
                                     keep("organizations_url", text),
                                     keep("repos_url", text),
                                     keep("events_url", text),
                                     keep("received_events_url", text),
                                     keep("type", text),
                                     keep("site_admin", boolean),
                                     keep("name", text),
                                     keep("email", text),
                                     keep("starred_at", text),
                                     keep("user_view_type", text)};

// ---- a team of an organization, and a team of the enterprise: two shapes under one name
inline constexpr std::array team_more{keep("node_id", text),
                                      keep("url", text),
                                      keep("html_url", text),
                                      keep("name", text),
                                      keep("description", text),
                                      keep("privacy", text),
                                      keep("notification_setting", text),
                                      keep("permission", text),
                                      keep("members_url", text),
                                      keep("repositories_url", text),
                                      keep("type", text),
                                      keep("organization_id", any_id),
                                      keep("enterprise_id", any_id),
                                      keep("ldap_dn", text)};
inline constexpr std::array permissions{keep("pull", boolean), keep("triage", boolean), keep("push", boolean),
                                        keep("maintain", boolean), keep("admin", boolean)};
inline constexpr auto parent_team = joined(std::array{keep("id", any_id), keep("slug", text)}, team_more);
inline constexpr std::array team_only{keep("permissions", object, permissions), keep("parent", object, parent_team)};
inline constexpr std::array enterprise_team_only{keep("group_id", any_id),
                                                 keep("group_name", text),
                                                 keep("sync_to_organizations", text),
                                                 keep("organization_selection_type", text),
                                                 keep("created_at", text),
                                                 keep("updated_at", text)};
inline constexpr auto assigning_team =
    joined(std::array{column(field_use::id, "id", assigning_team_id_slot, json_type::integer),
                      column(field_use::text, "slug", assigning_team_slug_slot)},
           team_more, team_only, enterprise_team_only);

inline constexpr std::array organization{column(field_use::text, "login", organization_login_slot),
                                         keep("id", any_id),
                                         keep("node_id", text),
                                         keep("url", text),
                                         keep("repos_url", text),
                                         keep("events_url", text),
                                         keep("hooks_url", text),
                                         keep("issues_url", text),
                                         keep("members_url", text),
                                         keep("public_members_url", text),
                                         keep("avatar_url", text),
                                         keep("description", text)};

inline constexpr std::array record{column(field_use::text, "created_at", seat_created_at_slot),
                                   descend("assignee", assignee),
                                   column(field_use::text, "pending_cancellation_date", pending_cancellation_date_slot),
                                   column(field_use::text, "plan_type", plan_type_slot),
                                   column(field_use::text, "last_authenticated_at", last_authenticated_at_slot),
                                   column(field_use::text, "last_activity_at", last_activity_at_slot),
                                   column(field_use::text, "last_activity_editor", last_activity_editor_slot),
                                   keep("updated_at", text),
                                   descend("assigning_team", assigning_team),
                                   descend("organization", organization)};
static_assert(is_sound(record));

}  // namespace seats_tree

}  // namespace transforms
