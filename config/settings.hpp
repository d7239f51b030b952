#pragma once
// The whole configuration as plain values, complete and validated: what DESIGN 1.3 calls settings. Every member has the
// documented default; who fills it is load_settings.hpp.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.hpp"
#include "schema/scope.hpp"
#include "schema/slice.hpp"

namespace config {

/// Which vendor a source talks to. The texts are those of the key `type`.
enum class source_type { github_copilot, augment };
std::string_view to_string(source_type type);
std::optional<source_type> parse_source_type(std::string_view text);

/// How much of a person is stored. The texts are those of the key `privacy.profile`.
enum class privacy_profile { aggregate, pseudonymous, identified };
std::string_view to_string(privacy_profile profile);
std::optional<privacy_profile> parse_privacy_profile(std::string_view text);

/// A GitHub App that signs in instead of a token.
struct app_settings {
    std::string id;                               ///< the App's id or its client id
    secret private_key;                           ///< PEM, with real line ends
    std::string private_key_file;                 ///< where the key came from; empty when it was given itself
    std::optional<std::int64_t> installation_id;  ///< only with one scope; looked up per scope without it
};

/// One connector. `name` is a free label, stored as `source` in every table. Exactly one of token and app is filled
/// (neither where the command does without the vendor).
struct source_settings {
    std::string name = "github";
    source_type type = source_type::github_copilot;
    std::string api_url = "https://api.github.com";  ///< without a trailing slash
    secret token;
    std::string token_file;  ///< where the token came from; empty when it was given itself
    std::optional<app_settings> app;
    std::vector<schema::scope> scopes;  ///< lower case; enterprises first, each in the given order
    std::string organization;           ///< augment: the label as written; its lower case is the one scope
    std::vector<schema::dataset> datasets{schema::all_datasets.begin(), schema::all_datasets.end()};
    std::vector<std::string> download_hosts;  ///< more signed-URL hosts to trust: `host`, `host:port`, `*.domain`
};

struct sync_settings {
    int backfill_days = 28;                        ///< 1..365: how far back the first run reaches
    int settle_days = 4;                           ///< 0..90: how long a day stays provisional
    int concurrency = 4;                           ///< workers, 1..64
    std::optional<std::chrono::seconds> deadline;  ///< from the start of the run; none by default
    double max_bad_records = 0.01;                 ///< 0..1: share of a report's records that may be set aside
    std::string spool_dir;                         ///< where compressed reports wait; never empty once loaded
    int retention_days = 0;                        ///< 0 keeps everything
};

struct privacy_settings {
    privacy_profile profile = privacy_profile::identified;
    std::string key_file;  ///< HMAC key; never empty with the profile pseudonymous
};

/// The way out, from the environment alone (HTTPS_PROXY or https_proxy, NO_PROXY or no_proxy, SSL_CERT_FILE); empty
/// where nothing is set. The values are as written; the proxy's shape was checked where a vendor is to be reached.
struct network_settings {
    secret https_proxy;  ///< may hold a password
    std::string no_proxy;
    std::string ssl_cert_file;
};

struct settings {
    secret database_url;       ///< may hold a password
    bool auto_migrate = true;  ///< sync and backfill upgrade the schema themselves
    std::vector<source_settings> sources;
    sync_settings sync;
    std::string archive_directory;  ///< where raw reports are kept; empty: not kept
    privacy_settings privacy;
    network_settings network;
};

}  // namespace config
