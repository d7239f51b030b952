#pragma once
// The verbs. Each reads as the story of what it does; results go to stdout, logs to stderr.

#include <spdlog/logger.h>

#include "config/settings.hpp"
#include "pipelines/command_line.hpp"
#include "pipelines/exit_code.hpp"
#include "pipelines/progress.hpp"

namespace pipelines {

/// What every verb gets: the parsed options, validated settings, a logger.
struct command_context {
    const pipelines::options& options;
    const config::settings& settings;
    spdlog::logger& log;
    progress& display;
    std::vector<std::string> warnings{};  ///< of the settings; logged already
};

/// All may throw sinks::sink_error, which main turns into exit 6 (or 2).
exit_code run_sync(const command_context& context);     ///< `sync` and `backfill`
exit_code run_plan(const command_context& context);
exit_code run_status(const command_context& context);
exit_code run_migrate(const command_context& context);
exit_code run_export(const command_context& context);
exit_code run_doctor(const command_context& context);
exit_code run_import(const command_context& context);
exit_code run_verify(const command_context& context);   ///< exit 7 on a difference
exit_code run_replay(const command_context& context);
exit_code run_prune(const command_context& context);
exit_code run_config_show(const command_context& context);

/// What doctor says where the settings themselves are wrong, and its code.
exit_code doctor_refuses(const std::vector<std::string>& mistakes);

/// Prints `copilot-metrics-sync: ...` lines to stderr.
exit_code usage_error(const std::vector<std::string>& mistakes);

/// `--as-of`, else the clock's UTC day.
schema::day today_of(const options& options);

/// `--from` and `--to`; nullopt without them.
std::optional<schema::day_range> range_of(const options& options);

}  // namespace pipelines
