#pragma once
// The command line: which verb, with which options. Usage errors end here, with exit 2 and what was probably meant.

#include <spdlog/common.h>

#include <optional>
#include <string>
#include <variant>

#include "config/environment.hpp"
#include "pipelines/exit_code.hpp"
#include "pipelines/logging.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

/// Options of all verbs; each verb looks at its own.
struct options {
    std::string command;  ///< `sync`, `backfill`, `plan`, `status`, `migrate`, `export`
    config::flag_values flags;  ///< flags that stand for a variable: --database, --concurrency, --deadline
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
    std::string format;                   ///< of status and export
    std::string out;                      ///< directory of export; empty or `-` is stdout
    std::optional<int> max_lag_days;
    bool migration_status = false;
};

/// What to do, or the code to leave with (help and version were printed to stdout, errors to stderr).
std::variant<options, exit_code> parse_command_line(int argc, char** argv);

}  // namespace pipelines
