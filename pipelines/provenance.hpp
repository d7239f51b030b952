#pragma once
// What each vendor measures, what is derived from it, and what it does not have: the content of `metric_provenance`.

#include <string>
#include <vector>

#include "config/settings.hpp"
#include "sinks/provenance_store.hpp"

namespace pipelines {

/// A row for each number of `copilot_metrics_daily` and `copilot_user_metrics_daily`, sorted. Augment's follow from
/// transforms/augment_mapping.hpp.
std::vector<sinks::metric_provenance> provenance_of(config::source_type vendor);

/// Writes those of one source, and whose it is (`source_vendors`), inside the caller's write transaction.
void store_provenance(sinks::sql_session& session, const std::string& source, config::source_type vendor);

}  // namespace pipelines
