#pragma once
// A token, or what makes tokens, with what all its users must share: GitHub asks for calls one after the other per
// credential, and a rate limit met by one worker holds for all. Source: GitHub, "Best practices for using the REST
// API", read 2026-11-21.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "config/secret.hpp"
#include "connectors/github/token_provider.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Thread-safe; outlives every source that uses it.
class github_credential {
public:
    /// One token for everything.
    explicit github_credential(config::secret token);
    explicit github_credential(std::unique_ptr<token_provider> provider) : provider_{std::move(provider)} {}

    /// The token for calls about the scope, for the API's host only; nullopt: the outcome says why there is none. In
    /// one's turn only, like `renew`.
    std::optional<std::string> token_for(const schema::scope& scope, const token_call& call) {
        return provider_->token_for(scope, call);
    }
    /// After a 401: whether there is another token to try.
    bool renew(const schema::scope& scope, std::string_view refused) { return provider_->renew(scope, refused); }
    /// `text` with every occurrence of a token replaced: a last net under messages that quote a server.
    std::string scrubbed(std::string text) const { return provider_->scrubbed(std::move(text)); }

    enum class turn { ours, interrupted, limited };

    /// Waits until no one else calls and no rate limit holds. `limited`: the hold lasts longer than the deadline or
    /// `patience` allows; `held_until()` says how long. After `ours` the caller must call `end_turn`.
    turn wait_turn(const fetch_limits& limits, std::chrono::seconds patience);
    void end_turn();

    /// Nobody calls before `until`. `named` is that time in the vendor's words, if it gave one. Never shortens a hold.
    void hold(std::chrono::steady_clock::time_point until, std::optional<std::chrono::system_clock::time_point> named);
    /// The same as a rate limit that was just met asks for. Before the turn ends, so that nobody slips through.
    void hold(const retry_decision& limited);
    std::optional<std::chrono::system_clock::time_point> held_until() const;

private:
    const std::unique_ptr<token_provider> provider_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool busy_ = false;
    std::chrono::steady_clock::time_point not_before_{};
    std::optional<std::chrono::system_clock::time_point> named_;
};

/// Ends the turn on every way out, a handler's exceptions included.
struct turn_guard {
    github_credential& credential;
    ~turn_guard() { credential.end_turn(); }
};

}  // namespace connectors
