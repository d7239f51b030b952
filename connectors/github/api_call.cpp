#include "connectors/github/api_call.hpp"

#include "connectors/github/answer_collector.hpp"
#include "connectors/github/transfer_failure.hpp"
#include "connectors/http/redirect.hpp"

namespace connectors {

/// nullopt: the outcome says why there is none. A rate limit met on the way holds for all.
std::optional<std::string> api_call::take_token(const schema::scope& scope) {
    const github_source_options& options = with_.options;
    const token_call by{with_.client, with_.api, options.retry, options.call_timeout, with_.limits, outcome_};
    std::optional<std::string> token = with_.credential.token_for(scope, by);
    if (!token && outcome_.reason == reason::rate_limited) {
        retry_decision limited;
        limited.retry_at = outcome_.retry_at;
        with_.credential.hold(limited);
    }
    return token;
}

http_result api_call::get(const url& where, const std::string& token, answer_collector& answer) {
    http_request call{where, {}};
    call.headers.push_back({"Accept", "application/vnd.github+json"});
    call.headers.push_back({"X-GitHub-Api-Version", std::string{github_api_version}});
    call.headers.push_back({"Accept-Encoding", "gzip"});
    call.headers.push_back({"Authorization", "Bearer " + token});
    call.whole_timeout = with_.options.call_timeout;
    http_result got = with_.client.get(call, answer, with_.limits);
    answer.judge(got);
    count_call(got, outcome_);
    ever_answered_ = ever_answered_ || got.answered();
    // A message shows the beginning of an answer: of a token that it cuts in two, a piece would be left to see.
    const bool may_be_shown = got.status != 200 || !answer.body.starts_with('{');
    if (may_be_shown) answer.body = with_.credential.scrubbed(std::move(answer.body));
    return got;
}

/// The verdict on where the API (and its redirects) lead; nullopt: `got` failed.
std::optional<report_verdict> api_call::ask_authorized(const report_request& request, const std::string& token,
                                                       http_result& got) {
    answer_collector answer{answer_bytes_max(request.asked.form)};
    url where = request.where;
    got = get(where, token, answer);
    for (int hops = 0; got.failure == http_failure::none && is_redirect(got.status); ++hops) {
        redirect_verdict sent_on =
            classify_redirect(request.asked, where, {got.status, got.headers, answer.body, answer.too_long}, hops);
        if (!sent_on.next) return std::move(sent_on.refusal);
        where = std::move(*sent_on.next);
        got = get(where, token, answer);
    }
    if (got.failure != http_failure::none) return std::nullopt;
    return classify(request.asked, {got.status, got.headers, answer.body, answer.too_long});
}

/// One call, in our turn; a second one where a 401 brings a new token. nullopt without an answer that can be
/// classified: `next` then says whether to go on.
std::optional<report_verdict> api_call::ask_once(const report_request& request, ladder& steps, retry_decision& next) {
    const turn_guard guard{with_.credential};
    const schema::scope& scope = request.asked.scope;
    next = {};
    std::optional<std::string> token = take_token(scope);
    if (!token) return std::nullopt;
    http_result got;
    std::optional<report_verdict> verdict = ask_authorized(request, *token, got);
    const bool unauthorized = verdict && verdict->reason == reason::unauthorized;
    if (unauthorized && with_.credential.renew(scope, *token)) {
        token = take_token(scope);
        if (!token) return std::nullopt;
        verdict = ask_authorized(request, *token, got);
    }
    if (!verdict) {
        const trouble met = to_trouble(got.failure);
        next = steps.next(met);
        if (next.step == retry_step::give_up) {
            tell_failure({request.where, name_of(request.asked), got, met, next, steps.retries(), ever_answered_},
                         outcome_);
        }
        return std::nullopt;
    }
    next = steps.next(verdict->met);
    if (verdict->met.kind == trouble_kind::rate_limited) with_.credential.hold(next);
    return verdict;
}

std::optional<report_verdict> api_call::ask(const report_request& request) {
    ladder steps{with_.options.retry, with_.limits};
    ever_answered_ = false;
    for (;;) {
        const auto turn = with_.credential.wait_turn(with_.limits, with_.options.retry.patience);
        if (turn == github_credential::turn::interrupted) {
            tell_interrupted(name_of(request.asked), outcome_);
            return std::nullopt;
        }
        if (turn == github_credential::turn::limited) {
            tell_rate_limited("GitHub limits the rate of calls at " + host_port(request.where),
                              with_.credential.held_until(), outcome_);
            return std::nullopt;
        }
        retry_decision next;
        std::optional<report_verdict> verdict = ask_once(request, steps, next);
        if (next.step == retry_step::give_up) {
            if (verdict && next.cause == give_up_cause::out_of_time) {
                tell_interrupted(name_of(request.asked), outcome_);
                return std::nullopt;
            }
            const bool limited = next.cause == give_up_cause::rate_limited ||
                                 (verdict && verdict->met.kind == trouble_kind::rate_limited);
            if (verdict && limited) {
                tell_rate_limited(verdict->message, next.retry_at, outcome_);
                return std::nullopt;
            }
            return verdict;
        }
        if (!steps.again(next)) {
            tell_interrupted(name_of(request.asked), outcome_);
            return std::nullopt;
        }
        outcome_.retries += 1;
    }
}

}  // namespace connectors
