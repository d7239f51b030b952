#include "connectors/github/classify.hpp"

#include <simdjson.h>

#include "connectors/github/envelope.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

bool mentions(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

/// The member `message` of GitHub's error objects, or the raw text where the answer is no such object.
std::string server_words(std::string_view body) {
    simdjson::dom::parser parser;
    std::string_view message;
    const simdjson::padded_string padded{body};
    if (parser.parse(padded)["message"].get(message) == simdjson::SUCCESS) return std::string{message};
    return std::string{body.substr(0, 4096)};
}

/// ` (GitHub says: "...")`, or nothing where GitHub says nothing.
std::string says(const std::string& words) {
    const std::string shown = shown_text(words);
    return shown.empty() ? "" : " (GitHub says: \"" + shown + "\")";
}

std::string subject(const report_question& asked) {
    return asked.report + (asked.day ? " of " + asked.day->text() : std::string{}) + " for " + asked.scope.text();
}

report_verdict no_data(const report_question& asked, std::string_view why) {
    report_verdict verdict;
    verdict.kind = report_verdict_kind::no_data;
    verdict.reason = reason::not_published;
    verdict.message =
        "GitHub has no report " + subject(asked) + ": " + std::string{why} + "; it is asked again by later runs";
    return verdict;
}

report_verdict failed(std::string_view code, failure_extent extent, std::string message) {
    report_verdict verdict;
    verdict.reason = code;
    verdict.extent = extent;
    verdict.message = std::move(message);
    return verdict;
}

report_verdict malformed(const report_question& asked, const std::string& what) {
    return failed(reason::malformed_answer, failure_extent::slice,
                  "The answer of " + asked.where + " for " + subject(asked) + " is not the report envelope: " + what +
                      "; check api_url and what stands between us and it (a proxy?)");
}

report_verdict read_envelope(const report_question& asked, const report_answer& answer) {
    if (answer.body_too_long) return malformed(asked, "it is longer than 1 MiB");
    envelope_result parsed = parse_envelope(answer.body);
    if (!parsed.value) return malformed(asked, parsed.error);

    envelope& found = *parsed.value;
    if (found.text) return no_data(asked, "it answers with text only" + says(*found.text));
    if (asked.day && found.report_day && *found.report_day != *asked.day) {
        return malformed(asked,
                         "report_day is " + found.report_day->text() + " where " + asked.day->text() + " was asked");
    }
    if (found.links.empty()) return no_data(asked, "the list of links is empty");

    report_verdict verdict;
    verdict.kind = report_verdict_kind::links;
    verdict.links = std::move(found.links);
    return verdict;
}

report_verdict rate_limited(const report_question& asked, const report_answer& answer, const std::string& words) {
    report_verdict verdict = failed(
        reason::rate_limited, failure_extent::source,
        "GitHub limits the rate of calls (" + std::to_string(answer.status) + " at " + asked.where + ")" + says(words));
    verdict.met.kind = trouble_kind::rate_limited;
    read_vendor_wait(answer.headers, verdict.met);
    return verdict;
}

/// Policy, rate limit or permission: told apart by GitHub's own words first, because the header of an exhausted quota
/// can come along with any answer.
report_verdict refused(const report_question& asked, const report_answer& answer) {
    const std::string words = server_words(answer.body);
    const std::string text = schema::lower_case(words);
    const bool says_limit = mentions(text, "rate limit") || mentions(text, "abuse detection");
    const bool says_policy = mentions(text, "policy") && (mentions(text, "enable") || mentions(text, "disable"));
    const bool says_permission = mentions(text, "requires admin") || mentions(text, "role access") ||
                                 mentions(text, "not accessible") || mentions(text, "must have");

    if (says_policy && !says_limit) {
        return failed(reason::policy_disabled, failure_extent::scope_dataset,
                      "The policy \"Copilot usage metrics\" is switched off for " + asked.scope.text() + " (403 at " +
                          asked.where + ")" + says(words) + "; an owner has to enable it in the Copilot settings");
    }
    const bool named_wait = answer.headers.find("Retry-After").has_value();
    const bool exhausted = answer.headers.find("x-ratelimit-remaining") == "0" && !says_permission;
    if (says_limit || named_wait || exhausted) return rate_limited(asked, answer, words);

    const std::string_view grant =
        asked.scope.kind == schema::scope_kind::enterprise
            ? "manage_billing:copilot or read:enterprise, or for an App \"Enterprise Copilot metrics\" (read)"
            : "read:org, or \"Organization Copilot metrics\" (read)";
    return failed(reason::permission_missing, failure_extent::scope_dataset,
                  "The credential may not read the " + subject(asked) + " (403 at " + asked.where + ")" + says(words) +
                      "; it needs " + std::string{grant} + ", and its owner a role that may view Copilot metrics");
}

report_verdict server_error(const report_question& asked, const report_answer& answer) {
    report_verdict verdict =
        failed(reason::server_error, failure_extent::slice,
               "GitHub answered " + std::to_string(answer.status) + " at " + asked.where + " for " + subject(asked) +
                   says(server_words(answer.body)) + "; the next run tries again");
    verdict.server_error = true;
    verdict.met = to_trouble(answer.status, answer.headers);
    return verdict;
}

}  // namespace

report_verdict classify(const report_question& asked, const report_answer& answer) {
    const std::string code = std::to_string(answer.status);
    switch (answer.status) {
        case 200:
            return read_envelope(asked, answer);
        case 204:
            return no_data(asked, "it answers 204, no content");
        case 401:
            return failed(reason::unauthorized, failure_extent::credential,
                          "GitHub does not accept the credential (401 at " + asked.where + ")" +
                              says(server_words(answer.body)) +
                              "; check that the token is the right one and has not expired");
        case 403:
            return refused(asked, answer);
        case 404: {
            report_verdict verdict =
                no_data(asked, "it answers 404 (no report, or a scope that this token cannot see)");
            verdict.not_found_answer = true;
            return verdict;
        }
        case 429:
            return rate_limited(asked, answer, server_words(answer.body));
        default:
            break;
    }
    if (answer.status >= 500) return server_error(asked, answer);
    if (answer.status >= 300 && answer.status < 400) {
        return malformed(asked, "a redirect (" + code + "), which is not followed");
    }
    return failed(reason::malformed_answer, failure_extent::slice,
                  "GitHub answered " + code + " at " + asked.where + " for " + subject(asked) +
                      says(server_words(answer.body)) + "; check api_url, the slug and the API version in its words");
}

}  // namespace connectors
