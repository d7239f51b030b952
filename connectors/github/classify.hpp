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

/// What was asked, for the sentence and for checking that the answer is about it.
struct report_question {
    std::string report;  ///< `users-1-day`
    schema::scope scope;
    std::optional<schema::day> day;  ///< none for the 28-day reports
    std::string where;               ///< the URL without its query
};

/// A whole answer; `body` holds at most the first 1 MiB, `body_too_long` tells that there was more.
struct report_answer {
    int status = 0;
    const http_headers& headers;
    std::string_view body;
    bool body_too_long = false;
};

enum class report_verdict_kind { links, no_data, failed };

/// `message`, `reason` and `extent` are those of fetch_outcome, empty for links.
struct report_verdict {
    report_verdict_kind kind = report_verdict_kind::failed;
    std::vector<std::string> links;
    std::string_view reason;
    std::string message;
    failure_extent extent = failure_extent::slice;
    bool not_found_answer = false;
    bool server_error = false;
    trouble met;  ///< of a failure: whether asking again may help, and when; terminal otherwise
};

report_verdict classify(const report_question& asked, const report_answer& answer);

}  // namespace connectors
