#pragma once
// Turns what ended a transfer (after its retries) into the outcome of the fetch: reason, reach, and a sentence.

#include <string>

#include "connectors/http/http_message.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// The end of a request's story. `what` is half a sentence: `part 2 of users-1-day of 2026-11-18 for
/// organization/octo-org`.
struct transfer_end {
    const url& where;
    std::string what;
    const http_result& last;
    trouble met;           ///< of the last attempt
    retry_decision ended;  ///< why there is no further one
    int retries = 0;
    bool ever_answered = false;  ///< any of the attempts got a header
};

/// Sets result, reason, message, extent, server_error and retry_at of `outcome`; leaves its counters alone.
void tell_failure(const transfer_end& end, fetch_outcome& outcome);

/// The outcome of a fetch that a stop request or the deadline ended while it was at `what`.
void tell_interrupted(const std::string& what, fetch_outcome& outcome);

/// The outcome of a fetch that a rate limit ended. `words` is the sentence so far.
void tell_rate_limited(const std::string& words, std::optional<std::chrono::system_clock::time_point> retry_at,
                       fetch_outcome& outcome);

}  // namespace connectors
