#pragma once
// The simulator's command line.

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/simulator/calendar.hpp"

namespace simulator {

/// A mistake on the command line; the message names the option.
struct settings_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Everything that stays the same while the simulator runs.
struct settings {
    std::string port_file;
    std::uint16_t api_port = 0;  // 0: any free one
    std::uint16_t blob_port = 0;
    std::string script_path;
    std::string request_log_path;
    std::vector<std::string> tokens;         // none: any bearer token is good
    std::vector<std::string> organizations;  // lower case; with no scope given at all: octo-org
    std::vector<std::string> enterprises;    // lower case; with no scope given at all: octo-corp
    std::optional<day> fixed_today;          // else the clock's UTC day
    std::optional<day> first_day;            // else GitHub's first days and its one-year window
    std::size_t users = 40;                  // people per scope; on a day most of them are active, on weekends few
    std::size_t shards = 1;
    std::chrono::seconds link_ttl{3600};
    std::uint64_t seed = 1;
    std::string app_key_path;  // public key of the GitHub App, PEM; none: no App
    std::string app_id;
    std::chrono::seconds app_token_ttl{3600};
    std::string tls_certificate;  // PEM chain; none: plain http
    std::string tls_key;
    std::string public_host = "127.0.0.1";    // in the links
    std::optional<std::uint16_t> proxy_port;  // none: no proxy
    std::string proxy_user;                   // user:password; none: everybody may
    int augment_rate = 10;                    // calls of Augment's API a minute; 0: no limit
    int augment_burst = 20;                   // and at once
    bool help = false;

    day today() const;

    /// The first day that a scope of this kind has reports for.
    day first_day_of(bool organization) const;
};

/// Throws settings_error.
settings parse_settings(const std::vector<std::string>& arguments);

/// The text of --help.
std::string usage_text();

}  // namespace simulator
