#pragma once
// All six datasets at once: what the end-to-end tests about them share.

#include <set>

#include "tests/e2e/sync_fixture.hpp"

namespace e2e {

inline const arguments all_datasets{"seats", "totals", "users", "user_teams", "repos", "engagement"};

/// JSON records of an NDJSON text in canonical spelling, in any order, with repetitions.
using record_bag = std::multiset<std::string>;
record_bag to_bag(const std::string& ndjson);
/// The beginning of the first record that only one of them has; empty when they are equal.
std::string difference_of(const record_bag& expected, const record_bag& actual);

/// A file of tests/data/github, and its lines.
std::string sample(const std::string& name);
std::vector<std::string> lines_of(const std::string& text);

/// The seven measures of each record, by column name.
const std::vector<std::string>& measure_names();

/// Commands are not narrowed to a dataset, and the scopes are organization and enterprise of the same slug, `octo`.
class datasets_test : public sync_test {
protected:
    void SetUp() override;

    /// With `octo` as organization and as enterprise.
    void start_octo(simulated options = {});

    /// A row of sync_status; `scope` as `organization/octo`.
    status_row state(const std::string& dataset, const std::string& day,
                     const std::string& scope = "organization/octo");
    /// SQL for a member of a JSON column, as text: json("seat_data", "assignee.id").
    std::string json(const std::string& column, const std::string& path) const;
    /// Rows of a query's first column, joined with blanks.
    std::string list(const std::string& sql);
    /// Slices of that dataset with that status.
    std::int64_t slices(const std::string& dataset, const std::string& status);

    /// What `export --format ndjson` gives for one dataset of one scope.
    record_bag exported(const std::string& dataset, const std::string& from, const std::string& to,
                        const std::string& scope = "organization/octo");
    /// What the simulator serves for `octo`: report is `users-1-day?day=D` or `organization-28-day/latest`.
    std::string served(const std::string& report, const std::string& scope = "organization/octo");

    /// Writes the text next to the simulator's script and gives the name back, for raw_file=.
    std::string put(const std::string& name, const std::string& text);
};

}  // namespace e2e
