#include "pipelines/vendor_history.hpp"

#include "pipelines/plan.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

namespace {

// "Furthest back: 2 years" (Augment, Analytics API reference, read 2026-11-21).
schema::day two_years_before(schema::day today) { return schema::one_year_before(schema::one_year_before(today)); }

}  // namespace

vendor_history::vendor_history(const config::settings& settings) {
    for (const config::source_settings& source : settings.sources)
        if (source.type == config::source_type::augment) augment_.insert(source.name);
}

schema::day vendor_history::first_day(const schema::target& target, schema::day today) const {
    return augment_.contains(target.source) ? two_years_before(today) : vendor_first_day(target);
}

schema::day vendor_history::oldest_askable(const schema::target& target, schema::day today) const {
    return augment_.contains(target.source) ? two_years_before(today) : pipelines::oldest_askable(today);
}

}  // namespace pipelines
