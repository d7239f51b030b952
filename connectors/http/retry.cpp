#include "connectors/http/retry.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>

#include "connectors/http/http_date.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

/// Beyond any run; keeps the arithmetic of absurd waits within range.
constexpr seconds longest_wait = 366 * 24h;

/// Whole non-negative numbers only; what does not fit is as long as can be.
std::optional<std::int64_t> parse_count(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::numeric_limits<std::int64_t>::max();
    return value;
}

std::optional<milliseconds> vendor_wait(const trouble& last, system_clock::time_point now) {
    if (last.retry_after) return std::min(*last.retry_after, longest_wait);
    // A reset that has passed says nothing (the clocks differ): the ladder decides then.
    if (!last.not_before || *last.not_before <= now) return std::nullopt;
    return std::min(std::chrono::ceil<milliseconds>(*last.not_before - now), milliseconds{longest_wait});
}

milliseconds step_delay(const retry_policy& policy, int attempt, const trouble& last, double jitter) {
    const milliseconds doubled = policy.unit * (std::int64_t{1} << std::clamp(attempt, 0, 20));
    if (last.kind == trouble_kind::rate_limited) return policy.blind_rate_limit_units * doubled;
    const double spread = 0.75 + 0.5 * std::clamp(jitter, 0.0, 1.0);
    return milliseconds{static_cast<std::int64_t>(static_cast<double>(doubled.count()) * spread)};
}

retry_decision give_up(give_up_cause cause, std::optional<system_clock::time_point> retry_at = {}) {
    return {.step = retry_step::give_up, .delay = 0ms, .cause = cause, .retry_at = retry_at};
}

}  // namespace

retry_decision decide(const retry_policy& policy, int attempt, const trouble& last, system_clock::time_point now,
                      std::optional<system_clock::time_point> deadline, double jitter) {
    if (last.kind == trouble_kind::terminal) return give_up(give_up_cause::terminal);

    const std::optional<milliseconds> named = vendor_wait(last, now);
    std::optional<system_clock::time_point> retry_at;
    if (named) retry_at = now + *named;

    const milliseconds delay = named ? *named : step_delay(policy, attempt, last, jitter);
    const bool beyond_deadline = deadline && now + delay >= *deadline;
    const bool beyond_patience = !deadline && delay > policy.patience;
    if (beyond_deadline || beyond_patience) {
        const bool limited = named || last.kind == trouble_kind::rate_limited;
        return give_up(limited ? give_up_cause::rate_limited : give_up_cause::out_of_time, retry_at);
    }
    if (attempt >= policy.retries_max) return give_up(give_up_cause::exhausted, retry_at);
    return {.step = retry_step::retry, .delay = delay, .cause = give_up_cause::terminal, .retry_at = retry_at};
}

trouble to_trouble(http_failure failure) {
    trouble met;
    switch (failure) {
        case http_failure::connect:
        case http_failure::proxy:
        case http_failure::handshake:
        case http_failure::reset:
            met.kind = trouble_kind::connection;
            break;
        case http_failure::connect_timeout:
        case http_failure::handshake_timeout:
        case http_failure::first_byte_timeout:
        case http_failure::idle_timeout:
        case http_failure::whole_timeout:
            met.kind = trouble_kind::timeout;
            break;
        case http_failure::cut:
            met.kind = trouble_kind::broken;
            break;
        case http_failure::none:
        case http_failure::not_sent:
        case http_failure::proxy_refused:
        case http_failure::certificate:
        case http_failure::not_tls:
        case http_failure::malformed:
        case http_failure::deadline:
        case http_failure::stopped:
            met.kind = trouble_kind::terminal;
            break;
    }
    return met;
}

trouble to_trouble(int status, const http_headers& headers) {
    trouble met;
    const bool limited = headers.find("Retry-After") || headers.find("x-ratelimit-remaining") == "0";
    if (status == 429 || (status == 403 && limited)) {
        met.kind = trouble_kind::rate_limited;
    } else if (status == 500 || status == 502 || status == 503 || status == 504) {
        met.kind = trouble_kind::server_error;
    }
    if (met.kind != trouble_kind::terminal) read_vendor_wait(headers, met);
    return met;
}

void read_vendor_wait(const http_headers& headers, trouble& met) {
    if (const auto text = headers.find("Retry-After")) {
        if (const auto count = parse_count(*text)) {
            met.retry_after = seconds{std::min(*count, longest_wait.count())};
            return;
        }
        met.not_before = parse_http_date(*text);
        if (met.not_before) return;
    }
    if (met.kind != trouble_kind::rate_limited || headers.find("x-ratelimit-remaining") != "0") return;
    const auto reset = parse_count(headers.find("x-ratelimit-reset").value_or(""));
    constexpr std::int64_t last_second = 7'258'118'400;  // the year 2200: the clock counts nanoseconds and ends in 2262
    if (reset) met.not_before = system_clock::time_point{seconds{std::min(*reset, last_second)}};
}

}  // namespace connectors
