#pragma once
// What an answer of a report endpoint means: links, no data, or a failure with its reason and a sentence. Pure.
// Source: GitHub, "REST API endpoints for Copilot usage metrics" and "Rate limits for the REST API", read 2026-11-21,
// with what others observed of the live API: "no data" has five spellings, and a 403 three meanings.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/http_message.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"
#include "schema/day.hpp"
#include "schema/scope.hpp"

namespace connectors {

/// What a good answer looks like.
enum class question_form { envelope, seats };

/// What was asked, for the sentence and for checking that the answer is about it.
struct report_question {
    std::string report;  ///< `users-1-day`
    schema::scope scope;
    std::optional<schema::day> day;  ///< none for the 28-day reports and seats
    std::string where;               ///< the URL without its query
    question_form form = question_form::envelope;
    bool first_page = true;  ///< of a list
};

/// Report, day and scope, for messages.
std::string name_of(const report_question& asked);

/// An answer longer than that is none: 1 MiB for an envelope, 16 MiB for a page of a hundred seats.
std::size_t answer_bytes_max(question_form form);

/// A whole answer; `body` holds at most its first `answer_bytes_max`, `body_too_long` tells that there was more.
struct report_answer {
    int status = 0;
    const http_headers& headers;
    std::string_view body;
    bool body_too_long = false;
};

enum class report_verdict_kind { links, page, no_data, failed };

/// `message`, `reason` and `extent` are those of fetch_outcome, empty for links and pages.
struct report_verdict {
    report_verdict_kind kind = report_verdict_kind::failed;
    std::vector<std::string> links;
    std::optional<schema::day> report_end_day;  ///< of a 28-day report with links
    std::string lines;                          ///< of a page: its seats as NDJSON
    bool nobody = false;                        ///< of a page: it says that there is no seat at all
    std::optional<std::string> next_page;       ///< of a page: as written in the header Link
    std::string_view reason;
    std::string message;
    failure_extent extent = failure_extent::slice;
    bool not_found_answer = false;
    bool server_error = false;
    trouble met;  ///< of a failure: whether asking again may help, and when; terminal otherwise
};

/// A failure that is terminal unless the caller puts into `met` what may help.
report_verdict failed_verdict(std::string_view reason, failure_extent extent, std::string message);

/// 404 means no report where a day was asked, and a scope that is not there where none was.
report_verdict classify(const report_question& asked, const report_answer& answer);

/// Where the redirect that came as the answer leads, or the verdict on one that is not followed: the token is good for
/// the API's own scheme, host and port alone. `hops` counts the redirects followed before.
struct redirect_verdict {
    std::optional<url> next;
    report_verdict refusal;
};
redirect_verdict classify_redirect(const report_question& asked, const url& from, const report_answer& answer,
                                   int hops);

/// Takes everything of a verdict that is no report into the outcome; its counters stay.
void settle(const report_verdict& verdict, fetch_outcome& outcome);

}  // namespace connectors
