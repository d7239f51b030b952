#pragma once
// The unit of work, of atomicity and of `sync_status`: one dataset of one scope on one UTC day.

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "schema/day.hpp"
#include "schema/scope.hpp"

namespace schema {

/// One kind of report. The names are those of the column `dataset` and of the option `--dataset`.
enum class dataset { seats, totals, users, user_teams, repos, engagement };

inline constexpr std::array<dataset, 6> all_datasets{dataset::seats,      dataset::totals, dataset::users,
                                                     dataset::user_teams, dataset::repos,  dataset::engagement};

std::string_view to_string(dataset d);

/// Datasets without history: what is not read on its day is lost. `seats` has the UTC day of reading, `engagement` the
/// `report_end_day` that the vendor names.
constexpr bool is_snapshot(dataset d) { return d == dataset::seats || d == dataset::engagement; }

std::optional<dataset> parse_dataset(std::string_view text);

/// What is meant to be complete: a dataset of a scope of a source. One row of `sync_targets`.
struct target {
    std::string source;
    schema::scope scope;
    schema::dataset dataset = schema::dataset::users;

    auto operator<=>(const target&) const = default;
    /// `github organization/octo-org users`, for people.
    std::string text() const;
};

/// A target on one day.
struct slice {
    schema::target target;
    schema::day day;

    auto operator<=>(const slice&) const = default;
    /// `github organization/octo-org users 2026-11-18`, for people.
    std::string text() const;
};

}  // namespace schema
