// Composition root: command line, settings, logger, verb, exit code. The one place that catches everything.

#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "config/load_settings.hpp"
#include "pipelines/command_line.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/file_output.hpp"
#include "pipelines/metrics_output.hpp"
#include "pipelines/sources.hpp"
#include "sinks/sink_error.hpp"

namespace {

using namespace pipelines;

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

bool talks_to_vendors(const std::string& command) {
    for (const char* one : {"sync", "backfill", "plan", "doctor", "config show"})
        if (command == one) return true;
    return false;
}

config::loaded_settings load(const options& options) {
    config::settings_inputs inputs;
    inputs.variable = variable;
    inputs.flags = options.flags;
    inputs.config_path = options.config_path;
    inputs.env_file_path = options.env_file_path;
    inputs.what = talks_to_vendors(options.command) ? config::needs::sources : config::needs::database_only;
    return config::load_settings(inputs);
}

const schema::time_point started_at = std::chrono::system_clock::now();

/// Of what ended without a run's own report; only sync and backfill have the options for it.
void tell_monitoring(const options& options, exit_code code) {
    for (const std::string& trouble : tell_of_refusal(options, code, started_at))
        std::cerr << "copilot-metrics-sync: " << trouble << "\n";
}

exit_code run(const options& options) {
    const auto loaded = load(options);
    if (!loaded.mistakes.empty()) {
        if (options.command == "doctor") return doctor_refuses(loaded.mistakes);
        const exit_code code = usage_error(loaded.mistakes);
        tell_monitoring(options, code);
        return code;
    }
    progress display{shows_progress({.terminal = ::isatty(STDERR_FILENO) == 1,
                                     .term = variable("TERM").value_or(""),
                                     .quiet = options.quiet,
                                     .json_logs = options.log_format == log_format::json})};
    const auto log = make_logger(options.log_format, options.log_level, display);
    for (const std::string& warning : loaded.warnings) log->warn("{}", warning);
    const command_context context{options, loaded.settings, *log, display, loaded.warnings};
    if (options.command == "doctor") return run_doctor(context);
    if (options.command == "import") return run_import(context);
    if (options.command == "replay") return run_replay(context);
    if (options.command == "prune") return run_prune(context);
    if (options.command == "config show") return run_config_show(context);
    if (options.command == "plan") return run_plan(context);
    if (options.command == "status") return run_status(context);
    if (options.command == "migrate") return run_migrate(context);
    if (options.command == "export") return run_export(context);
    if (options.command == "verify") return run_verify(context);
    return run_sync(context);
}

}  // namespace

int main(int argc, char** argv) {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 2);  // one a thread, as is glibc's way, keeps a third more memory for nothing
#endif
    std::variant<options, exit_code> parsed = exit_code::bug;
    const auto failed = [&parsed](const std::exception& error, exit_code code) {
        std::cerr << "copilot-metrics-sync: " << error.what() << "\n";
        if (const auto* known = std::get_if<options>(&parsed)) tell_monitoring(*known, code);
        return static_cast<int>(code);
    };
    try {
        parsed = parse_command_line(argc, argv);
        if (const auto* code = std::get_if<exit_code>(&parsed)) return static_cast<int>(*code);
        return static_cast<int>(run(std::get<options>(parsed)));
    } catch (const source_error& error) {
        return failed(error, exit_code::usage);
    } catch (const file_error& error) {
        return failed(error, exit_code::usage);
    } catch (const sinks::sink_error& error) {
        return failed(error, error.configuration ? exit_code::usage : exit_code::database);
    } catch (const std::exception& error) {
        return failed(error, exit_code::bug);
    }
}
