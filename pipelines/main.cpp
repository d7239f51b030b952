// Composition root: command line, settings, logger, verb, exit code. The one place that catches everything.

#include <cstdlib>
#include <exception>
#include <iostream>

#include "config/environment.hpp"
#include "pipelines/command_line.hpp"
#include "pipelines/commands.hpp"
#include "sinks/sink_error.hpp"

namespace {

using namespace pipelines;

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

exit_code run(const options& options) {
    const bool talks_to_vendors = options.command == "sync" || options.command == "backfill" || options.command == "plan";
    const auto loaded = config::load_environment(variable, options.flags,
                                                 talks_to_vendors ? config::needs::sources : config::needs::database_only);
    if (!loaded.mistakes.empty()) return usage_error(loaded.mistakes);
    const auto log = make_logger(options.log_format, options.log_level);
    for (const std::string& warning : loaded.warnings) log->warn("{}", warning);
    const command_context context{options, loaded.settings, *log};
    if (options.command == "plan") return run_plan(context);
    if (options.command == "status") return run_status(context);
    if (options.command == "migrate") return run_migrate(context);
    if (options.command == "export") return run_export(context);
    return run_sync(context);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto parsed = parse_command_line(argc, argv);
        if (const auto* code = std::get_if<exit_code>(&parsed)) return static_cast<int>(*code);
        return static_cast<int>(run(std::get<options>(parsed)));
    } catch (const sinks::sink_error& error) {
        std::cerr << "copilot-metrics-sync: " << error.what() << "\n";
        return static_cast<int>(error.configuration ? exit_code::usage : exit_code::database);
    } catch (const std::exception& error) {
        std::cerr << "copilot-metrics-sync: " << error.what() << "\n";
        return static_cast<int>(exit_code::bug);
    }
}
