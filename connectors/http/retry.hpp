#pragma once
// Whether to try again, and when: pure decisions. No clock, no socket, no sleep; the driver is ladder.hpp.
// Source: GitHub, "Rate limits for the REST API" and "Best practices for using the REST API", read 2026-11-21.

#include <chrono>
#include <optional>

#include "connectors/http/http_message.hpp"

namespace connectors {

/// The ladder of waits 1, 2, 4, 8, 16 units.
struct retry_policy {
    std::chrono::milliseconds unit{1000};  ///< of the ladder and of the wait below; tests shorten it
    int retries_max = 5;
    int blind_rate_limit_units = 60;  ///< first wait when limited without a word on how long; doubles
    /// The longest wait that a vendor may ask for where no deadline bounds it. A little over GitHub's hour, for clock
    /// skew.
    std::chrono::seconds patience{61 * 60};
};

enum class trouble_kind { connection, timeout, broken, rate_limited, server_error, terminal };

/// What an attempt met, as far as the decision needs it.
struct trouble {
    trouble_kind kind = trouble_kind::terminal;
    std::optional<std::chrono::seconds> retry_after;  ///< `Retry-After: 120`
    std::optional<std::chrono::system_clock::time_point>
        not_before;  ///< `Retry-After` as a date, or the rate limit's reset
};

enum class retry_step { retry, give_up };

enum class give_up_cause {
    terminal,      ///< trying again does not help
    exhausted,     ///< the whole ladder was climbed
    rate_limited,  ///< the vendor asks to wait longer than the deadline or our patience allows
    out_of_time    ///< the next step of the ladder lies beyond the deadline
};

struct retry_decision {
    retry_step step = retry_step::give_up;
    std::chrono::milliseconds delay{0};
    give_up_cause cause = give_up_cause::terminal;                  ///< meaningful when giving up
    std::optional<std::chrono::system_clock::time_point> retry_at;  ///< only a time that the vendor named
};

/// `attempt` counts the retries already made (0 after the first failure); `jitter` is 0..1 and spreads the ladder's
/// steps by a quarter either way. A vendor's wait wins over the ladder: 0 seconds means at once.
retry_decision decide(const retry_policy& policy, int attempt, const trouble& last,
                      std::chrono::system_clock::time_point now,
                      std::optional<std::chrono::system_clock::time_point> deadline, double jitter);

/// The trouble of an exchange without a whole answer; terminal for `not_sent`, `malformed`, `deadline`, `stopped`, and
/// where a certificate, a protocol or a proxy's rule stands in the way.
trouble to_trouble(http_failure failure);

/// The trouble of a whole answer by its status, with the vendor's wait read from the headers: 429 and a 403 that
/// carries `Retry-After` or `x-ratelimit-remaining: 0` are rate limits; 500, 502, 503, 504 server errors; all else is
/// terminal.
trouble to_trouble(int status, const http_headers& headers);

/// Adds the vendor's wait (`Retry-After`, or the reset of an exhausted rate limit) to `met`. What cannot be read is
/// ignored.
void read_vendor_wait(const http_headers& headers, trouble& met);

}  // namespace connectors
