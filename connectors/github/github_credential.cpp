#include "connectors/github/github_credential.hpp"

#include <algorithm>

namespace connectors {

using std::chrono::steady_clock;

namespace {

class fixed_token final : public token_provider {
public:
    explicit fixed_token(config::secret token) : token_{std::move(token)} {}
    std::optional<std::string> token_for(const schema::scope&, const token_call&) override {
        return std::string{token_.expose()};
    }
    bool renew(const schema::scope&, std::string_view) override { return false; }
    std::string scrubbed(std::string text) const override { return without_secret(std::move(text), token_.expose()); }

private:
    const config::secret token_;
};

}  // namespace

std::string without_secret(std::string text, std::string_view secret) {
    constexpr std::string_view shown = "[token]";
    if (secret.empty()) return text;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + shown.size())) {
        text.replace(at, secret.size(), shown);
    }
    return text;
}

github_credential::github_credential(config::secret token)
    : provider_{std::make_unique<fixed_token>(std::move(token))} {}

github_credential::turn github_credential::wait_turn(const fetch_limits& limits, std::chrono::seconds patience) {
    std::unique_lock lock{mutex_};
    for (;;) {
        const steady_clock::time_point now = steady_clock::now();
        if (limits.stop.stop_requested() || (limits.deadline && *limits.deadline <= now)) return turn::interrupted;
        if (not_before_ > now) {
            const bool beyond_deadline = limits.deadline && not_before_ >= *limits.deadline;
            const bool beyond_patience = !limits.deadline && not_before_ - now > patience;
            if (beyond_deadline || beyond_patience) return turn::limited;
        } else if (!busy_) {
            busy_ = true;
            return turn::ours;
        }
        // Whoever calls is bounded by its own timeouts, so a busy credential comes free; wake now and then all the
        // same.
        steady_clock::time_point until = not_before_ > now ? not_before_ : now + std::chrono::seconds{1};
        if (limits.deadline) until = std::min(until, *limits.deadline);
        changed_.wait_until(lock, limits.stop, until, [&] { return !busy_ && not_before_ <= steady_clock::now(); });
    }
}

void github_credential::end_turn() {
    const std::lock_guard lock{mutex_};
    busy_ = false;
    changed_.notify_all();
}

void github_credential::hold(steady_clock::time_point until,
                             std::optional<std::chrono::system_clock::time_point> named) {
    const std::lock_guard lock{mutex_};
    if (until <= not_before_) return;
    not_before_ = until;
    named_ = named;
    changed_.notify_all();
}

void github_credential::hold(const retry_decision& limited) {
    auto until = steady_clock::now() + limited.delay;
    if (limited.step == retry_step::give_up && limited.retry_at) {
        until += std::chrono::ceil<std::chrono::milliseconds>(*limited.retry_at - std::chrono::system_clock::now());
    }
    hold(until, limited.retry_at);
}

std::optional<std::chrono::system_clock::time_point> github_credential::held_until() const {
    const std::lock_guard lock{mutex_};
    return named_;
}

}  // namespace connectors
