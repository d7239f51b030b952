#include "connectors/github/classify.hpp"

#include "connectors/github/answer_collector.hpp"
#include "connectors/github/envelope.hpp"
#include "connectors/github/link_header.hpp"
#include "connectors/github/permissions.hpp"
#include "connectors/github/seats_page.hpp"
#include "connectors/http/redirect.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

bool mentions(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

report_verdict no_data(const report_question& asked, std::string_view why) {
    report_verdict verdict;
    verdict.kind = report_verdict_kind::no_data;
    verdict.reason = reason::not_published;
    verdict.message =
        "GitHub has no report " + name_of(asked) + ": " + std::string{why} + "; it is asked again by later runs";
    return verdict;
}

report_verdict malformed(const report_question& asked, const std::string& what) {
    return failed_verdict(
        reason::malformed_answer, failure_extent::slice,
        "The answer of " + asked.where + " for " + name_of(asked) +
            (asked.form == question_form::seats ? " is not a page of seats: " : " is not the report envelope: ") +
            what + "; check api_url and what stands between us and it (a proxy?)");
}

std::string too_long(question_form form) {
    return "it is longer than " + std::to_string(answer_bytes_max(form) >> 20) + " MiB";
}

report_verdict read_envelope(const report_question& asked, const report_answer& answer) {
    if (answer.body_too_long) return malformed(asked, too_long(asked.form));
    envelope_result parsed = parse_envelope(answer.body);
    if (!parsed.value) return malformed(asked, parsed.error);

    envelope& found = *parsed.value;
    if (found.text) return no_data(asked, "it answers with text only" + github_says(*found.text));
    if (asked.day && found.report_day && *found.report_day != *asked.day) {
        return malformed(asked,
                         "report_day is " + found.report_day->text() + " where " + asked.day->text() + " was asked");
    }
    if (found.links.empty()) return no_data(asked, "the list of links is empty");

    report_verdict verdict;
    verdict.kind = report_verdict_kind::links;
    verdict.links = std::move(found.links);
    verdict.report_end_day = found.report_end_day;
    return verdict;
}

report_verdict read_page(const report_question& asked, const report_answer& answer) {
    if (answer.body_too_long) return malformed(asked, too_long(asked.form));
    seats_page page = parse_seats_page(answer.body);
    if (!page.lines) return malformed(asked, page.error);
    next_page next = parse_link_header(answer.headers);
    if (!next.error.empty()) return malformed(asked, next.error);
    // A full page of a longer list without any links is one whose header got lost on the way.
    const bool goes_on = asked.first_page && page.seats >= seats_a_page && page.total_seats.value_or(0) > page.seats;
    if (goes_on && !answer.headers.find("Link")) {
        return malformed(asked, "it has " + std::to_string(page.seats) + " of " + std::to_string(*page.total_seats) +
                                    " seats, and no header Link that leads to the rest");
    }

    report_verdict verdict;
    verdict.kind = report_verdict_kind::page;
    verdict.lines = std::move(*page.lines);
    verdict.nobody = page.seats == 0 && page.total_seats == 0u;
    verdict.next_page = std::move(next.next);
    return verdict;
}

report_verdict rate_limited(const report_question& asked, const report_answer& answer, const std::string& words) {
    report_verdict verdict = failed_verdict(reason::rate_limited, failure_extent::source,
                                            "GitHub limits the rate of calls (" + std::to_string(answer.status) +
                                                " at " + asked.where + ")" + github_says(words));
    verdict.met.kind = trouble_kind::rate_limited;
    read_vendor_wait(answer.headers, verdict.met);
    return verdict;
}

std::string needed(const report_question& asked) {
    const bool seats = asked.form == question_form::seats;
    return std::string{seats ? needed_for_seats(asked.scope.kind) : needed_for_reports(asked.scope.kind)};
}

/// Policy, rate limit or permission: told apart by GitHub's own words first, because the header of an exhausted quota
/// can come along with any answer.
report_verdict refused(const report_question& asked, const report_answer& answer) {
    const std::string words = github_words(answer.body);
    const std::string text = schema::lower_case(words);
    const bool says_limit = mentions(text, "rate limit") || mentions(text, "abuse detection");
    const bool says_policy = mentions(text, "policy") && (mentions(text, "enable") || mentions(text, "disable"));
    const bool says_permission = mentions(text, "requires admin") || mentions(text, "role access") ||
                                 mentions(text, "not accessible") || mentions(text, "must have");

    if (says_policy && !says_limit) {
        return failed_verdict(reason::policy_disabled, failure_extent::scope_dataset,
                              "The policy \"Copilot usage metrics\" is switched off for " + asked.scope.text() +
                                  " (403 at " + asked.where + ")" + github_says(words) +
                                  "; an owner has to enable it in the Copilot settings");
    }
    const bool named_wait = answer.headers.find("Retry-After").has_value();
    const bool exhausted = answer.headers.find("x-ratelimit-remaining") == "0" && !says_permission;
    if (says_limit || named_wait || exhausted) return rate_limited(asked, answer, words);

    return failed_verdict(reason::permission_missing, failure_extent::scope_dataset,
                          "The credential may not read the " + name_of(asked) + " (403 at " + asked.where + ")" +
                              github_says(words) + ": " + needed(asked));
}

report_verdict server_error(const report_question& asked, const report_answer& answer) {
    report_verdict verdict =
        failed_verdict(reason::server_error, failure_extent::slice,
                       "GitHub answered " + std::to_string(answer.status) + " at " + asked.where + " for " +
                           name_of(asked) + github_says(github_words(answer.body)) + "; the next run tries again");
    verdict.server_error = true;
    verdict.met = to_trouble(answer.status, answer.headers);
    return verdict;
}

report_verdict copilot_off(const report_question& asked, const std::string& words) {
    return failed_verdict(
        reason::policy_disabled, failure_extent::scope_dataset,
        "Copilot has no seats in " + asked.scope.text() + " (422 at " + asked.where + ")" + github_says(words) +
            "; an owner has to enable Copilot there and set up its billing, or take the scope or `seats` out "
            "of the configuration");
}

report_verdict scope_not_found(const report_question& asked, const std::string& words) {
    report_verdict verdict = failed_verdict(
        reason::not_found, failure_extent::scope_dataset,
        "GitHub knows no " + asked.scope.text() + " with Copilot reports (404 at " + asked.where + ")" +
            github_says(words) +
            "; check the slug, and that this token can see the scope (GitHub hides what it may not show): " +
            needed(asked));
    verdict.not_found_answer = true;
    return verdict;
}

}  // namespace

report_verdict failed_verdict(std::string_view code, failure_extent extent, std::string message) {
    report_verdict verdict;
    verdict.reason = code;
    verdict.extent = extent;
    verdict.message = std::move(message);
    return verdict;
}

std::string name_of(const report_question& asked) {
    return asked.report + (asked.day ? " of " + asked.day->text() : std::string{}) + " for " + asked.scope.text();
}

std::size_t answer_bytes_max(question_form form) {
    return (form == question_form::seats ? std::size_t{16} : std::size_t{1}) << 20;
}

redirect_verdict classify_redirect(const report_question& asked, const url& from, const report_answer& answer,
                                   int hops) {
    const std::string code = "a redirect (" + std::to_string(answer.status) + ")";
    std::optional<url> next = resolve_reference(from, answer.headers.find("Location").value_or(""));
    if (!next) return {std::nullopt, malformed(asked, code + " without a place to go")};
    if (hops >= redirects_max) {
        return {std::nullopt, malformed(asked, "more than " + std::to_string(redirects_max) + " redirects")};
    }
    if (!same_origin(from, *next)) {
        return {std::nullopt,
                malformed(asked, code + " to " + next->scheme + "://" + shown_text(host_port(*next), 120) +
                                     ", where the token is not sent")};
    }
    return {std::move(next), {}};
}

void settle(const report_verdict& verdict, fetch_outcome& outcome) {
    outcome.result = verdict.kind == report_verdict_kind::no_data ? fetch_result::no_data : fetch_result::failed;
    outcome.reason = verdict.reason;
    outcome.message = verdict.message;
    outcome.extent = verdict.extent;
    outcome.not_found_answer = verdict.not_found_answer;
    outcome.server_error = verdict.server_error;
}

report_verdict classify(const report_question& asked, const report_answer& answer) {
    const std::string code = std::to_string(answer.status);
    switch (answer.status) {
        case 200:
            return asked.form == question_form::seats ? read_page(asked, answer) : read_envelope(asked, answer);
        case 204:
            return no_data(asked, "it answers 204, no content");
        case 401:
            return failed_verdict(reason::unauthorized, failure_extent::credential,
                                  "GitHub does not accept the credential (401 at " + asked.where + ")" +
                                      github_says(github_words(answer.body)) +
                                      "; check that the token is the right one and has not expired");
        case 403:
            return refused(asked, answer);
        case 404: {
            if (!asked.day) return scope_not_found(asked, github_words(answer.body));
            report_verdict verdict =
                no_data(asked, "it answers 404 (no report, or a scope that this token cannot see)");
            verdict.not_found_answer = true;
            return verdict;
        }
        case 422:
            if (asked.form == question_form::seats) return copilot_off(asked, github_words(answer.body));
            break;
        case 429:
            return rate_limited(asked, answer, github_words(answer.body));
        default:
            break;
    }
    if (answer.status >= 500) return server_error(asked, answer);
    if (answer.status >= 300 && answer.status < 400) {
        return malformed(asked, "status " + code);
    }
    return failed_verdict(reason::malformed_answer, failure_extent::slice,
                          "GitHub answered " + code + " at " + asked.where + " for " + name_of(asked) +
                              github_says(github_words(answer.body)) +
                              "; check api_url, the slug and the API version in its words");
}

}  // namespace connectors
