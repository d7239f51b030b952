#pragma once
// Augment's analytics as reports of one day: the same seam as GitHub's, whatever ranges and pages the API has.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <chrono>
#include <memory>
#include <string>

#include "config/settings.hpp"
#include "connectors/augment/augment_account.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

struct augment_source_options {
    std::string api_url = "https://api.augmentcode.com";  ///< without a trailing slash
    retry_policy retry{};
    http_options http{};
    std::chrono::milliseconds call_timeout{120'000};     ///< of a call as a whole: others wait for its turn
    std::size_t day_bytes_max = std::size_t{256} << 20;  ///< of a day's rows, which are put together in memory
};

/// The part of the settings that a source needs, the rest at its defaults.
augment_source_options to_augment_options(const config::source_settings& settings);

/// Owns its HTTP client; shares the account with the sources of other workers. Throws std::invalid_argument for an
/// `api_url` that is no http(s) URL.
class augment_source final : public report_source {
public:
    augment_source(augment_source_options options, std::shared_ptr<augment_account> account);
    ~augment_source() override;

    fetch_outcome fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) override;
    fetch_outcome probe(const schema::target& target, const fetch_limits& limits) override;

private:
    const augment_source_options options_;
    const std::shared_ptr<augment_account> account_;
    const url api_;
    http_client client_;
};

}  // namespace connectors
