#include "pipelines/vendor_history.hpp"

#include "pipelines/plan.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

namespace {

schema::day augment_oldest(schema::day today) {
    for (int year = 0; year < history_years(config::source_type::augment); ++year)
        today = schema::one_year_before(today);
    return today;
}

}  // namespace

int history_years(config::source_type vendor) {
    // "Furthest back: 2 years" (Augment, Analytics API reference, read 2026-11-21).
    return vendor == config::source_type::augment ? 2 : 1;
}

vendor_history::vendor_history(const config::settings& settings) {
    for (const config::source_settings& source : settings.sources)
        if (source.type == config::source_type::augment) augment_.insert(source.name);
}

schema::day vendor_history::first_day(const schema::target& target, schema::day today) const {
    return augment_.contains(target.source) ? augment_oldest(today) : vendor_first_day(target);
}

schema::day vendor_history::oldest_askable(const schema::target& target, schema::day today) const {
    return augment_.contains(target.source) ? augment_oldest(today) : pipelines::oldest_askable(today);
}

}  // namespace pipelines
