// The GitHub App of the tests: judges the tokens that it signs for itself, and gives out installation tokens
// ("Authenticating as a GitHub App" and "Generating an installation access token", read 2026-11).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulator/settings.hpp"

namespace simulator {

/// An organization or an enterprise where the App is installed: all that the command line names.
struct installation {
    std::int64_t id = 0;
    bool organization = true;
    std::string slug;
};

std::optional<installation> find_installation(const settings& options, bool organization, std::string_view slug);
std::optional<installation> find_installation(const settings& options, std::int64_t id);

struct installation_token {
    std::string text;  // about 520 characters, two dots
    std::chrono::sys_seconds expiry;
};

enum class token_verdict : std::uint8_t { good, unknown, expired, elsewhere };

/// May be used by any number of threads at once.
class github_app {
public:
    /// Throws settings_error when the key cannot be read.
    explicit github_app(const settings& options);
    ~github_app();
    github_app(const github_app&) = delete;
    github_app& operator=(const github_app&) = delete;

    bool configured() const;

    /// What is wrong with a JSON web token, in GitHub's words; empty when it is good. It must be signed with RS256, by
    /// this App, in the past, and for ten minutes at most.
    std::string check_assertion(std::string_view assertion, std::chrono::sys_seconds now) const;

    installation_token issue(const installation& where, std::chrono::sys_seconds now);

    /// Whether a token opens a scope.
    token_verdict judge(std::string_view token, bool organization, std::string_view slug,
                        std::chrono::sys_seconds now) const;

    /// Ends all tokens given out so far.
    void revoke_all();

private:
    struct key_holder;
    struct issued {
        installation where;
        std::chrono::sys_seconds expiry;
    };

    const settings& options_;
    std::unique_ptr<key_holder> key_;
    mutable std::mutex mutex_;
    std::map<std::string, issued, std::less<>> tokens_;
    std::uint64_t counter_ = 0;
};

}  // namespace simulator
