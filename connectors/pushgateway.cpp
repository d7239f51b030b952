#include "connectors/pushgateway.hpp"

#include "connectors/github/answer_collector.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

constexpr std::size_t answer_bytes = 4096;
constexpr int tries_max = 3;
constexpr std::chrono::seconds whole_timeout{8};

/// An answer of 4xx will be the same again.
bool worth_another_try(const http_result& got) {
    if (got.failure == http_failure::certificate || got.failure == http_failure::proxy_refused) return false;
    return !got.answered() || got.status >= 500;
}

}  // namespace

std::optional<url> parse_gateway(std::string_view text) {
    auto where = parse_url(text);
    if (where && where->target == "/") where->target = "/metrics/job/copilot-metrics-sync";
    return where;
}

std::string push_text(const url& gateway, std::string text, push_kind kind, const http_options& options) {
    http_client client{options};
    const http_request request{gateway,
                               {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                               kind == push_kind::replace ? "PUT" : "POST",
                               whole_timeout,
                               std::move(text)};
    std::string trouble;
    for (int attempt = 1;; ++attempt) {
        answer_collector answer{answer_bytes};
        const http_result got = client.get(request, answer, {});
        if (got.failure == http_failure::none && got.status >= 200 && got.status < 300) return "";
        trouble = redacted(gateway) + " " +
                  (got.answered() ? "answered " + std::to_string(got.status) + ": " + shown_text(answer.body, 200)
                                  : "cannot be reached: " + got.detail);
        if (attempt == tries_max || !worth_another_try(got)) return trouble;
        sleep_for(std::chrono::seconds{1}, {});
    }
}

}  // namespace connectors
