#pragma once
// The command line: which verb, with which options. Usage errors end here, with exit 2 and what was probably meant.

#include <spdlog/common.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/load_settings.hpp"
#include "pipelines/exit_code.hpp"
#include "pipelines/logging.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

/// What to import, and as what.
struct import_options {
    std::vector<std::string> files;          ///< `-` is stdin
    std::string source = "github";
    std::string scope;                       ///< as typed
    std::optional<schema::dataset> dataset;  ///< recognised from the records where it is not named
};

/// Options of all verbs; each verb looks at its own.
struct options {
    std::string command;  ///< as typed: `sync`, `doctor`, `config show`, ...
    config::flag_values flags;  ///< flags that stand for a variable: --database, --concurrency, --deadline
    std::optional<std::string> config_path;    ///< --config
    std::optional<std::string> env_file_path;  ///< --env-file
    bool quiet = false;                        ///< no progress either
    pipelines::log_format log_format = pipelines::log_format::text;
    spdlog::level::level_enum log_level = spdlog::level::info;

    pipelines::filters filters;
    std::optional<schema::day> as_of;
    std::optional<schema::day> from;
    std::optional<schema::day> to;
    bool last_28_days = false;
    bool force = false;
    bool accept_shrink = false;
    std::string summary;                  ///< file or `-`; empty for none
    std::string metrics_file;             ///< of sync and backfill; empty for none
    std::string pushgateway;              ///< its URL; empty for none
    std::string format;                   ///< of status and export
    std::string compress;                 ///< of export: empty or `gzip`
    std::string out;                      ///< directory of export; empty or `-` is stdout
    std::optional<int> max_lag_days;
    bool migration_status = false;
    bool dry_run = false;
    import_options import;
};

/// What to do, or the code to leave with (help and version were printed to stdout, errors to stderr).
std::variant<options, exit_code> parse_command_line(int argc, char** argv);

}  // namespace pipelines
