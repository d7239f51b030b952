#pragma once
// How far back each source's vendor answers: GitHub one year, Augment two. Pure.

#include <set>
#include <string>

#include "config/settings.hpp"
#include "schema/slice.hpp"

namespace pipelines {

/// How many years back the vendor answers.
int history_years(config::source_type vendor);

class vendor_history {
public:
    /// Every source is GitHub's.
    vendor_history() = default;
    explicit vendor_history(const config::settings& settings);

    /// The first day for which the vendor can have the dataset at all, seen from `today`.
    schema::day first_day(const schema::target& target, schema::day today) const;
    /// The oldest day that the vendor still answers for.
    schema::day oldest_askable(const schema::target& target, schema::day today) const;

private:
    std::set<std::string> augment_;  ///< names of sources
};

}  // namespace pipelines
