#pragma once
// The API host: GitHub's REST interface as far as the program uses it. Endpoints are tried in turn; a further one is
// one more file and one more line in api.cpp.

#include <optional>
#include <string>

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

/// What a path is about, for the script's matchers and the log. Unknown paths give an empty report.
request_target parse_api_target(const http_request& request);

}  // namespace simulator
