#pragma once
// GitHub's Copilot usage-metrics reports over HTTP: the envelope, then every signed link of it.
// Source: GitHub, "REST API endpoints for Copilot usage metrics", version 2026-03-10, read 2026-11-21.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "connectors/github/github_credential.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

struct github_source_options {
    std::string api_url = "https://api.github.com";  ///< without a trailing slash
    std::vector<std::string> download_hosts;         ///< more than the built-in list
    retry_policy retry;
    http_options http;
    std::chrono::milliseconds call_timeout{120'000};  ///< of a call of the API as a whole: others wait for its turn
    int fresh_envelopes_max = 3;                      ///< a fetch asks again that often for links that have expired
};

struct report_request;

/// The part of the settings that a source needs, the rest at its defaults.
github_source_options to_github_options(const config::source_settings& settings);

/// Whether this source knows the dataset's report. A fetch of another one fails.
bool github_reads(schema::dataset dataset);

/// Owns its HTTP client; shares the credential with the sources of other workers. Throws std::invalid_argument for an
/// `api_url` that is no http(s) URL.
class github_source final : public report_source {
public:
    github_source(github_source_options options, std::shared_ptr<github_credential> credential);
    ~github_source() override;

    fetch_outcome fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) override;
    fetch_outcome probe(const schema::target& target, const fetch_limits& limits) override;

private:
    report_request make_request(const schema::scope& scope, std::string_view report,
                                std::optional<schema::day> day) const;

    const github_source_options options_;
    const std::shared_ptr<github_credential> credential_;
    const url api_;
    http_client client_;
};

}  // namespace connectors
