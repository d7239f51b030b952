#include "connectors/augment/augment_source.hpp"

#include "connectors/augment/augment_session.hpp"
#include "connectors/github/api_path.hpp"

namespace connectors {
namespace {

fetch_outcome not_offered(schema::dataset dataset) {
    fetch_outcome refused;
    refused.vendor = config::source_type::augment;
    refused.reason = reason::download_failed;
    refused.extent = failure_extent::scope_dataset;
    refused.message =
        "Augment has no dataset " + std::string{schema::to_string(dataset)} + "; take it out of `datasets`";
    return refused;
}

}  // namespace

augment_source_options to_augment_options(const config::source_settings& settings) {
    augment_source_options options;
    options.api_url = settings.api_url;
    return options;
}

augment_source::augment_source(augment_source_options options, std::shared_ptr<augment_account> account)
    : options_{std::move(options)},
      account_{std::move(account)},
      api_{checked_api_url(options_.api_url)},
      client_{options_.http} {}

augment_source::~augment_source() = default;

fetch_outcome augment_source::fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) {
    const augment_context with{client_, *account_, api_, options_, limits};
    switch (slice.target.dataset) {
        case schema::dataset::totals:
            return augment_session{with}.fetch_totals(slice.day, sink);
        case schema::dataset::users:
            return augment_session{with}.fetch_users(slice.day, sink);
        default:
            return not_offered(slice.target.dataset);
    }
}

fetch_outcome augment_source::probe(const schema::target& target, const fetch_limits& limits) {
    const augment_context with{client_, *account_, api_, options_, limits};
    switch (target.dataset) {
        case schema::dataset::totals:
            return augment_session{with}.probe(augment_list::dau_count);
        case schema::dataset::users:
            return augment_session{with}.probe(augment_list::user_activity);
        default:
            return not_offered(target.dataset);
    }
}

}  // namespace connectors
