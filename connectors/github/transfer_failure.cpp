#include "connectors/github/transfer_failure.hpp"

#include "schema/timestamp.hpp"

namespace connectors {
namespace {

std::string_view describe(http_failure failure) {
    switch (failure) {
        case http_failure::none:
            return "no failure";
        case http_failure::not_sent:
            return "the request cannot be sent";
        case http_failure::connect:
            return "no connection";
        case http_failure::connect_timeout:
            return "no connection in time";
        case http_failure::proxy:
            return "no connection through the proxy";
        case http_failure::proxy_refused:
            return "refused by the proxy";
        case http_failure::handshake:
            return "no TLS connection";
        case http_failure::handshake_timeout:
            return "no TLS connection in time";
        case http_failure::certificate:
            return "not trusted";
        case http_failure::not_tls:
            return "no common TLS";
        case http_failure::first_byte_timeout:
            return "no answer in time";
        case http_failure::idle_timeout:
            return "the answer stopped arriving";
        case http_failure::whole_timeout:
            return "no end in time";
        case http_failure::reset:
            return "the connection broke before an answer";
        case http_failure::cut:
            return "the answer broke off";
        case http_failure::malformed:
            return "the answer is not HTTP";
        case http_failure::deadline:
            return "the deadline came";
        case http_failure::stopped:
            return "a stop was requested";
    }
    return "";
}

/// The way is barred for every request, whatever was answered before.
bool is_barred(http_failure failure) {
    return failure == http_failure::certificate || failure == http_failure::not_tls ||
           failure == http_failure::proxy_refused;
}

/// The last attempt in words, with how often it was tried.
std::string story(const transfer_end& end) {
    std::string words;
    if (end.last.failure == http_failure::none) {
        words = "answered " + std::to_string(end.last.status);
    } else {
        words = std::string{describe(end.last.failure)};
        if (!end.last.detail.empty()) words += ": " + end.last.detail;
    }
    if (end.retries > 0) words += ", tried " + std::to_string(end.retries + 1) + " times";
    return words;
}

void set(fetch_outcome& outcome, std::string_view code, failure_extent extent, std::string message) {
    outcome.result = fetch_result::failed;
    outcome.reason = code;
    outcome.extent = extent;
    outcome.message = std::move(message);
}

}  // namespace

void tell_interrupted(const std::string& what, fetch_outcome& outcome) {
    set(outcome, reason::interrupted, failure_extent::slice,
        "Stopped while reading " + what + "; nothing of it is kept, the next run reads it from the start");
}

void tell_rate_limited(const std::string& words, std::optional<std::chrono::system_clock::time_point> retry_at,
                       fetch_outcome& outcome) {
    const std::string when =
        retry_at ? "until " + schema::timestamp_text(*retry_at) : "for a time that it does not name";
    set(outcome, reason::rate_limited, failure_extent::source,
        words + "; it asks to wait " + when + ", longer than this run does: run again after that");
    outcome.retry_at = retry_at;
}

void tell_failure(const transfer_end& end, fetch_outcome& outcome) {
    const bool cut_short = end.last.failure == http_failure::stopped || end.last.failure == http_failure::deadline;
    if (cut_short || end.ended.cause == give_up_cause::out_of_time) return tell_interrupted(end.what, outcome);

    const std::string at = redacted(end.where);
    if (end.ended.cause == give_up_cause::rate_limited || end.met.kind == trouble_kind::rate_limited) {
        return tell_rate_limited(
            host_port(end.where) + " limits the rate of requests (" + story(end) + " at " + at + ")",
            end.ended.retry_at, outcome);
    }
    if (end.met.kind == trouble_kind::server_error) {
        set(outcome, reason::server_error, failure_extent::slice,
            "The server of " + at + " failed while we read " + end.what + " (" + story(end) +
                "); the next run tries again");
        outcome.server_error = true;
        return;
    }
    if (is_barred(end.last.failure) || (!end.ever_answered && end.last.failure != http_failure::malformed)) {
        const std::string advice =
            end.last.advice.empty() ? "check the network, DNS and firewall from here to that host" : end.last.advice;
        return set(outcome, reason::unreachable, failure_extent::source,
                   host_port(end.where) + " cannot be reached for " + end.what + " (" + story(end) + "); " + advice);
    }
    set(outcome, reason::download_failed, failure_extent::slice,
        "Reading " + end.what + " from " + at + " failed (" + story(end) + "); the next run reads it again");
}

}  // namespace connectors
