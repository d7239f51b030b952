#pragma once
// Every documented member of a `repos` record, and the column it belongs to. What has no column is in `metrics_data`
// like everything else. Source: GitHub, "Copilot usage metrics" reference, repository records, read 2026-11-21.

#include <array>

#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slots of field_values::texts; the medians follow.
enum repo_text_slot : std::uint8_t {
    repo_id_slot,
    repo_owner_name_slot,
    repo_name_slot,
    repo_visibility_slot,
    repo_enterprise_id_slot,
    repo_organization_id_slot
};
static_assert(repo_organization_id_slot < pull_request_median_first_slot);

namespace repos_tree {

using namespace tree_parts;

inline constexpr std::array review_times{keep("authored_by", text),
                                         keep("reviewed_by", text),
                                         keep("total_merged", integer),
                                         keep("median_minutes_ready_to_first_review", number),
                                         keep("p90_minutes_ready_to_first_review", number),
                                         keep("median_minutes_first_to_final_review", number),
                                         keep("p90_minutes_first_to_final_review", number),
                                         keep("median_minutes_final_review_to_merge", number),
                                         keep("p90_minutes_final_review_to_merge", number)};

inline constexpr std::array record{
    column(field_use::day, "day", 0),
    column(field_use::id, "enterprise_id", repo_enterprise_id_slot, json_type::string),
    column(field_use::id, "organization_id", repo_organization_id_slot, json_type::string),
    column(field_use::id, "repo_id", repo_id_slot, json_type::integer),
    column(field_use::text, "repo_owner_name", repo_owner_name_slot),
    column(field_use::text, "repo_name", repo_name_slot),
    column(field_use::text, "repo_visibility", repo_visibility_slot),
    descend("pull_requests", pull_requests),
    keep("pull_request_review_times", array, review_times)};
static_assert(is_sound(record));

}  // namespace repos_tree

}  // namespace transforms
