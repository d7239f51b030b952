#pragma once
// One call of Augment's API: in the account's turn and pace, through the ladder, to a page.

#include <optional>

#include "connectors/augment/augment_account.hpp"
#include "connectors/augment/augment_answer.hpp"
#include "connectors/augment/augment_source.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

struct augment_request {
    url where;
    augment_question asked;
};

/// The question of an endpoint's first page; without days the vendor chooses them.
augment_request make_request(const url& api, augment_list list, const std::optional<schema::day_range>& days);

/// What a fetch works with.
struct augment_context {
    http_client& client;
    augment_account& account;
    const url& api;
    const augment_source_options& options;
    const fetch_limits& limits;
};

/// Lives as long as the fetch; counts into its outcome.
class augment_call {
public:
    augment_call(const augment_context& with, fetch_outcome& outcome) : with_{with}, outcome_{outcome} {}

    /// A whole page about the days that were asked for, or nullopt: the outcome says why there is none.
    std::optional<augment_page> ask(const augment_request& request);

private:
    std::optional<report_verdict> ask_in_turn(const augment_request& request, ladder& steps, retry_decision& next);
    std::optional<report_verdict> ask_once(const augment_request& request, ladder& steps, retry_decision& next);
    std::optional<augment_page> read_page(const augment_request& request);
    std::nullopt_t fail(const report_verdict& verdict);

    const augment_context& with_;
    fetch_outcome& outcome_;
    std::string body_;  ///< of the last answer
    bool ever_answered_ = false;
};

}  // namespace connectors
