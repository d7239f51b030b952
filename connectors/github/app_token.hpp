#pragma once
// A GitHub App as credential: an installation for each scope, an access token for each installation.
// Source: GitHub, "Generating an installation access token for a GitHub App" and "REST API endpoints for GitHub Apps",
// read 2026-11-21.

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "config/secret.hpp"
#include "connectors/github/github_credential.hpp"
#include "connectors/github/token_provider.hpp"

namespace connectors {

struct github_app_settings {
    std::string app_id;                          ///< or the client id
    config::secret private_key;                  ///< the PEM text
    std::optional<std::string> installation_id;  ///< looked up per scope unless given
};

using wall_clock = std::function<std::chrono::system_clock::time_point()>;

/// A token is used until five minutes before its end. It is opaque: any length, any characters that fit a header.
class app_tokens final : public token_provider {
public:
    explicit app_tokens(github_app_settings settings, wall_clock clock = &std::chrono::system_clock::now)
        : settings_{std::move(settings)}, clock_{std::move(clock)} {}

    std::optional<std::string> token_for(const schema::scope& scope, const token_call& call) override;
    bool renew(const schema::scope& scope, std::string_view refused) override;
    std::string scrubbed(std::string text) const override;

private:
    struct access_token {
        std::string value;
        std::chrono::system_clock::time_point ends;
    };

    struct told_secret {
        std::string value;
        std::chrono::steady_clock::time_point until;
    };

    std::optional<std::string> find_installation(const schema::scope& scope, const token_call& call);
    std::optional<access_token> make_token(const schema::scope& scope, const std::string& installation,
                                           const token_call& call);
    std::optional<std::string> ask_as_app(http_request request, int expected, const schema::scope& scope,
                                          const token_call& call);
    void tell_refusal(const http_request& request, const http_result& got, const std::string& words,
                      const schema::scope& scope, fetch_outcome& outcome) const;
    void remember(const std::string& secret);

    const github_app_settings settings_;
    const wall_clock clock_;
    std::map<schema::scope, std::string> installations_;
    std::map<std::string, access_token> tokens_;  ///< by installation
    mutable std::mutex mutex_;
    std::deque<told_secret> told_;  ///< the secrets that went on the wire, as long as they may be worth something
};

/// The credential that all workers share.
std::shared_ptr<github_credential> make_app_credential(github_app_settings settings);

}  // namespace connectors
