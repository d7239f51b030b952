#pragma once
// One token with what all its users must share: GitHub asks for calls one after the other per credential, and a rate
// limit met by one worker holds for all. Source: GitHub, "Best practices for using the REST API", read 2026-11-21.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "config/secret.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Thread-safe; outlives every source that uses it.
class github_credential {
public:
    explicit github_credential(config::secret token) : token_{std::move(token)} {}

    /// The value of the header `Authorization`. For the API's host only.
    std::string authorization() const { return "Bearer " + std::string{token_.expose()}; }
    /// `text` with every occurrence of the token replaced: a last net under messages that quote a server.
    std::string scrubbed(std::string text) const;

    enum class turn { ours, interrupted, limited };

    /// Waits until no one else calls and no rate limit holds. `limited`: the hold lasts longer than the deadline or
    /// `patience` allows; `held_until()` says how long. After `ours` the caller must call `end_turn`.
    turn wait_turn(const fetch_limits& limits, std::chrono::seconds patience);
    void end_turn();

    /// Nobody calls before `until`. `named` is that time in the vendor's words, if it gave one. Never shortens a hold.
    void hold(std::chrono::steady_clock::time_point until, std::optional<std::chrono::system_clock::time_point> named);
    std::optional<std::chrono::system_clock::time_point> held_until() const;

private:
    const config::secret token_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool busy_ = false;
    std::chrono::steady_clock::time_point not_before_{};
    std::optional<std::chrono::system_clock::time_point> named_;
};

}  // namespace connectors
