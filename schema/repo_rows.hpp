#pragma once
// The row that one record of a `repos` report becomes: the pull requests of a repository on one UTC day.
// Source: GitHub, "Copilot usage metrics" reference, repository records, read 2026-11-21.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace schema {

/// Columns of `copilot_repo_metrics_daily` that hold members of `pull_requests` of the same names, in column order.
inline constexpr std::array<std::string_view, 11> pull_request_count_columns{
    "total_created",
    "total_reviewed",
    "total_merged",
    "total_suggestions",
    "total_applied_suggestions",
    "total_created_by_copilot",
    "total_reviewed_by_copilot",
    "total_merged_created_by_copilot",
    "total_merged_reviewed_by_copilot",
    "total_copilot_suggestions",
    "total_copilot_applied_suggestions"};

/// The medians among them: minutes, decimal text as the report spelled it. Never to be added up or averaged.
inline constexpr std::array<std::string_view, 3> pull_request_median_columns{
    "median_minutes_to_merge", "median_minutes_to_merge_copilot_authored", "median_minutes_to_merge_copilot_reviewed"};

/// A row of `copilot_repo_metrics_daily`, without the slice's key. Key repo_id. Views live until the next record.
struct repo_row {
    std::string_view repo_id;  ///< decimal text; ids come as numbers or strings
    std::optional<std::string_view> repo_owner_name;
    std::optional<std::string_view> repo_name;
    std::optional<std::string_view> repo_visibility;
    std::optional<std::string_view> enterprise_id;
    std::optional<std::string_view> organization_id;
    std::array<std::optional<std::int64_t>, pull_request_count_columns.size()> pull_request_counts{};
    std::array<std::optional<std::string_view>, pull_request_median_columns.size()> pull_request_medians{};
    std::string_view metrics_data;  ///< the whole record, compact JSON
};

}  // namespace schema
