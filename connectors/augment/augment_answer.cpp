#include "connectors/augment/augment_answer.hpp"

#include <simdjson.h>

#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

/// The vendor's sentence out of `{"error":{"code":..,"message":..}}`, or the beginning of whatever came instead.
std::string augment_says(std::string_view body) {
    simdjson::dom::parser parser;
    std::string_view message;
    const simdjson::padded_string padded{body};
    if (parser.parse(padded)["error"]["message"].get(message) != simdjson::SUCCESS) message = body;
    const std::string shown = shown_text(message);
    return shown.empty() ? "" : " (Augment says: \"" + shown + "\")";
}

report_verdict rate_limited(const augment_question& asked, const report_answer& answer) {
    report_verdict verdict = failed_verdict(reason::rate_limited, failure_extent::source,
                                            "Augment limits the rate of calls (" + std::to_string(answer.status) +
                                                " at " + asked.where + ")" + augment_says(answer.body));
    verdict.met.kind = trouble_kind::rate_limited;
    read_vendor_wait(answer.headers, verdict.met);
    return verdict;
}

report_verdict server_error(const augment_question& asked, const report_answer& answer) {
    report_verdict verdict =
        failed_verdict(reason::server_error, failure_extent::slice,
                       "Augment answered " + std::to_string(answer.status) + " at " + asked.where + " for " +
                           name_of(asked) + augment_says(answer.body) + "; the next run tries again");
    verdict.server_error = true;
    verdict.met = to_trouble(answer.status, answer.headers);
    return verdict;
}

}  // namespace

std::string name_of(const augment_question& asked) {
    std::string name{words_of(asked.list).name};
    if (!asked.days) return name;
    name += " of " + asked.days->first.text();
    return asked.days->size() == 1 ? name : name + " to " + asked.days->last.text();
}

report_verdict malformed_augment(const augment_question& asked, const std::string& what) {
    return failed_verdict(reason::malformed_answer, failure_extent::slice,
                          "Augment's answer at " + asked.where + " for " + name_of(asked) +
                              " is not what its API documents: " + what +
                              "; nothing of it is kept, check api_url and what stands between us and it (a proxy?)");
}

report_verdict classify_augment(const augment_question& asked, const report_answer& answer) {
    switch (answer.status) {
        case 200: {
            if (answer.body_too_long) return malformed_augment(asked, "it is longer than 16 MiB");
            report_verdict verdict;
            verdict.kind = report_verdict_kind::page;
            return verdict;
        }
        case 401:
            return failed_verdict(reason::unauthorized, failure_extent::credential,
                                  "Augment does not accept the token (401 at " + asked.where + ")" +
                                      augment_says(answer.body) +
                                      "; check that it is a service account's token and was not revoked");
        case 403:
            return failed_verdict(
                reason::permission_missing, failure_extent::scope_dataset,
                "The token may not read " + name_of(asked) + " (403 at " + asked.where + ")" +
                    augment_says(answer.body) +
                    "; the analytics API is for Enterprise customers, and the token must belong to a service "
                    "account that an Enterprise administrator has made");
        case 429:
            return rate_limited(asked, answer);
        default:
            break;
    }
    if (answer.status >= 500) return server_error(asked, answer);
    if (answer.status >= 300 && answer.status < 400) {
        return malformed_augment(
            asked, "status " + std::to_string(answer.status) + ", a redirect, which the token is not sent along");
    }
    return failed_verdict(reason::malformed_answer, failure_extent::slice,
                          "Augment answered " + std::to_string(answer.status) + " at " + asked.where + " for " +
                              name_of(asked) + augment_says(answer.body) +
                              "; check api_url, and the dates in its words");
}

}  // namespace connectors
