#include "connectors/augment/augment_call.hpp"

#include "connectors/github/answer_collector.hpp"
#include "connectors/github/api_path.hpp"
#include "connectors/github/transfer_failure.hpp"

namespace connectors {

namespace {

/// The most that the paged endpoints give.
constexpr int page_size = 100;

std::string day_query(augment_list list, const schema::day_range& days) {
    if (list == augment_list::editor_language) return "?date=" + days.first.text();
    return "?start_date=" + days.first.text() + "&end_date=" + days.last.text();
}

/// The call counts against the vendor's limit however it ends.
struct pace_guard {
    pacer& pace;
    ~pace_guard() { pace.called(); }
};

}  // namespace

augment_request make_request(const url& api, augment_list list, const std::optional<schema::day_range>& days) {
    augment_request request;
    const augment_list_words& words = words_of(list);
    request.where = api_url(api, "/analytics/v0/" + std::string{words.name});
    request.asked = {list, days, redacted(request.where)};
    if (days) request.where.target += day_query(list, *days);
    if (words.paged) request.where.target += (days ? "&page_size=" : "?page_size=") + std::to_string(page_size);
    return request;
}

std::nullopt_t augment_call::fail(const report_verdict& verdict) {
    settle(verdict, outcome_);
    return std::nullopt;
}

/// nullopt without a whole answer: `next` says whether to go on, and when not, the outcome why.
std::optional<report_verdict> augment_call::ask_once(const augment_request& request, ladder& steps,
                                                     retry_decision& next) {
    http_request call{request.where, {}};
    call.headers.push_back({"Accept", "application/json"});
    call.headers.push_back({"Accept-Encoding", "gzip"});
    call.headers.push_back({"Authorization", "Bearer " + std::string{with_.account.token.expose()}});
    call.whole_timeout = with_.options.call_timeout;
    answer_collector answer{augment_answer_bytes_max};
    http_result got;
    {
        const pace_guard counted{with_.account.pace};
        got = with_.client.get(call, answer, with_.limits);
    }
    answer.judge(got);
    count_call(got, outcome_);
    ever_answered_ = ever_answered_ || got.answered();
    body_ = std::move(answer.body);
    if (got.failure == http_failure::none) {
        report_verdict verdict = classify_augment(request.asked, {got.status, got.headers, body_, answer.too_long});
        next = steps.next(verdict.met);
        if (verdict.met.kind == trouble_kind::rate_limited) with_.account.turns.hold(next);
        return verdict;
    }
    const trouble met = to_trouble(got.failure);
    next = steps.next(met);
    if (next.step == retry_step::give_up) {
        tell_failure({request.where, name_of(request.asked), got, met, next, steps.retries(), ever_answered_},
                     outcome_);
    }
    return std::nullopt;
}

/// nullopt as for ask_once; a turn or a place in the pace that does not come ends it as well.
std::optional<report_verdict> augment_call::ask_in_turn(const augment_request& request, ladder& steps,
                                                        retry_decision& next) {
    next = {};
    const auto turn = with_.account.turns.wait_turn(with_.limits, with_.options.retry.patience);
    if (turn == github_credential::turn::limited) {
        tell_rate_limited("Augment limits the rate of calls at " + host_port(request.where),
                          with_.account.turns.held_until(), outcome_);
        return std::nullopt;
    }
    if (turn == github_credential::turn::interrupted) {
        tell_interrupted(name_of(request.asked), outcome_);
        return std::nullopt;
    }
    const turn_guard guard{with_.account.turns};
    if (with_.account.pace.wait(with_.limits) != wake::slept) {
        tell_interrupted(name_of(request.asked), outcome_);
        return std::nullopt;
    }
    return ask_once(request, steps, next);
}

std::optional<augment_page> augment_call::read_page(const augment_request& request) {
    augment_page_result parsed = parse_augment_page(request.asked.list, body_);
    if (!parsed.value) return fail(malformed_augment(request.asked, parsed.error));
    const schema::day_range& effective = parsed.value->effective;
    if (request.asked.days && effective != *request.asked.days) {
        return fail(
            malformed_augment(request.asked, "it is about " + effective.first.text() + " to " + effective.last.text()));
    }
    return std::move(parsed.value);
}

std::optional<augment_page> augment_call::ask(const augment_request& request) {
    ladder steps{with_.options.retry, with_.limits};
    ever_answered_ = false;
    for (;;) {
        retry_decision next;
        const std::optional<report_verdict> verdict = ask_in_turn(request, steps, next);
        if (verdict && verdict->kind == report_verdict_kind::page) return read_page(request);
        if (next.step == retry_step::give_up) {
            if (!verdict) return std::nullopt;
            if (next.cause == give_up_cause::out_of_time) {
                tell_interrupted(name_of(request.asked), outcome_);
                return std::nullopt;
            }
            if (verdict->met.kind == trouble_kind::rate_limited) {
                tell_rate_limited(verdict->message, next.retry_at, outcome_);
                return std::nullopt;
            }
            return fail(*verdict);
        }
        if (!steps.again(next)) {
            tell_interrupted(name_of(request.asked), outcome_);
            return std::nullopt;
        }
        outcome_.retries += 1;
    }
}

}  // namespace connectors
