#pragma once
// The whole configuration as plain values, complete and validated: what DESIGN 1.3 calls settings. Every member has the
// documented default; who fills it is environment.hpp.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/secret.hpp"
#include "schema/scope.hpp"
#include "schema/slice.hpp"

namespace config {

/// One connector. `name` is a free label, stored as `source` in every table.
struct source_settings {
    std::string name = "github";
    std::string api_url = "https://api.github.com";  ///< without a trailing slash
    secret token;
    std::vector<schema::scope> scopes;                ///< enterprises and organizations, lower case, in the given order
    std::vector<schema::dataset> datasets{schema::dataset::users};
    std::vector<std::string> download_hosts;          ///< more signed-URL hosts to trust than the built-in list
};

struct sync_settings {
    int backfill_days = 28;                            ///< 1..365: how far back the first run reaches
    int settle_days = 4;                               ///< how long a day stays provisional
    int concurrency = 4;                               ///< workers, 1..64
    std::optional<std::chrono::seconds> deadline;      ///< from the start of the run; none by default
    double max_bad_records = 0.01;                     ///< share of a report's records that may be set aside
    std::string spool_dir;                             ///< where compressed reports wait; never empty once loaded
    int retention_days = 0;                            ///< 0 keeps everything
};

struct settings {
    secret database_url;                               ///< may hold a password
    std::vector<source_settings> sources;
    sync_settings sync;
};

}  // namespace config
