#pragma once
// One authorised call of GitHub's API, from the credential's turn through the ladder to a verdict.

#include <optional>

#include "connectors/github/classify.hpp"
#include "connectors/github/github_credential.hpp"
#include "connectors/github/github_source.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Where the answer is, and the words for it.
struct report_request {
    url where;
    report_question asked;
};

/// What a fetch works with.
struct api_context {
    http_client& client;
    github_credential& credential;
    const url& api;
    const github_source_options& options;
    const fetch_limits& limits;
};

class answer_collector;

/// Lives as long as the fetch; counts into its outcome.
class api_call {
public:
    api_call(const api_context& with, fetch_outcome& outcome) : with_{with}, outcome_{outcome} {}

    /// A whole verdict, or nullopt when the transfer itself failed for good (the outcome says why).
    std::optional<report_verdict> ask(const report_request& request);

private:
    std::optional<report_verdict> ask_once(const report_request& request, ladder& steps, retry_decision& next);
    std::optional<report_verdict> ask_authorized(const report_request& request, const std::string& token,
                                                 http_result& got);
    http_result get(const url& where, const std::string& token, answer_collector& answer);
    std::optional<std::string> take_token(const schema::scope& scope);

    const api_context& with_;
    fetch_outcome& outcome_;
    bool ever_answered_ = false;
};

}  // namespace connectors
