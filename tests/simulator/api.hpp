#pragma once
// The API host: GitHub's REST interface and Augment's analytics as far as the program uses them. Endpoints are tried in turn; a further one is
// one more file and one more line in api.cpp.

#include <optional>
#include <string>
#include <string_view>

#include "tests/simulator/http_message.hpp"
#include "tests/simulator/world.hpp"

namespace simulator {

/// Answers one request, script and rate-limit headers included.
http_answer answer_api(world& shared, const http_request& request);

/// What every endpoint gets: the request, its meaning, and the script's wishes.
struct api_call {
    world& shared;
    const http_request& request;
    const request_target& target;
    const script_verdict& verdict;
};

/// /{orgs|enterprises}/{slug}/copilot/metrics/reports/{report}; nothing for other paths.
std::optional<http_answer> answer_report_endpoint(const api_call& call);

/// /{orgs|enterprises}/{slug}/copilot/billing/seats
std::optional<http_answer> answer_seats_endpoint(const api_call& call);

/// /{orgs|enterprises}/{slug}/installation and /app/installations/{id}/access_tokens
std::optional<http_answer> answer_app_endpoint(const api_call& call);

/// /analytics/v0/{list}: Augment's, on the same host.
inline constexpr std::string_view augment_path = "/analytics/v0/";
bool is_augment_path(std::string_view path);
std::optional<http_answer> answer_augment_endpoint(const api_call& call);
request_target parse_augment_target(const http_request& request);

http_answer make_json_answer(std::string body);

/// Whether the command line named the target's scope.
bool knows_scope(const settings& options, const request_target& target);

/// What a path is about, for the script's matchers and the log. Unknown paths give an empty report.
request_target parse_api_target(const settings& options, const http_request& request);

}  // namespace simulator
