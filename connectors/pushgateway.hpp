#pragma once
// Hands metrics to a Prometheus Pushgateway. Source: github.com/prometheus/pushgateway, README, "API", read 2026-11-25.

#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/http_client.hpp"

namespace connectors {

/// replace: the group holds nothing else afterwards (PUT). amend: families of other names stay (POST).
enum class push_kind { replace, amend };

/// An http or https URL: the gateway's address, to which our own grouping key is added, or one with a path, taken as it
/// is. nullopt for anything else, also for one with a user name: what is pushed holds no secret, and neither may the
/// URL.
std::optional<url> parse_gateway(std::string_view text);

/// Pushes `text`, in Prometheus' text format. Tries three times, 30 s at most. Empty when it arrived, else one
/// sentence.
std::string push_text(const url& gateway, std::string text, push_kind kind, const http_options& options);

}  // namespace connectors
