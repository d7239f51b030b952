#include "pipelines/command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "config/suggest.hpp"
#include "pipelines/exit_code_help.hpp"
#include "pipelines/version.hpp"

namespace pipelines {

namespace {

/// Verbs of the contract that this version does not have yet: refused, never ignored.
constexpr std::pair<const char*, const char*> unbuilt_commands[] = {
    {"report", "writes an HTML page"},
    {"erase-user", "removes one person"},
};

/// Text of a day option, checked after parsing so that the message can be ours.
struct day_texts {
    std::optional<std::string> as_of, from, to;
};

class command_line {
public:
    command_line() {
        app_.require_subcommand(0, 1);
        app_.set_version_flag("--version", std::string("copilot-metrics-sync ") + program_version);
        app_.footer("Settings come from flags, the environment (DATABASE_URL, GITHUB_TOKEN, GITHUB_ORG, ...), and a "
                    "file (--config): docs/configuration.md\n\n" +
                    std::string(exit_code_help));
        add_sync("sync", "finds every day that is missing, failed or not final, and loads it");
        CLI::App* backfill = add_sync("backfill", "the same for a given range of days");
        add_range(backfill, true);
        backfill->add_flag("--force", options_.force, "read final days again, too");
        CLI::App* plan = add("plan", "prints what sync (or backfill, given --from and --to) would do; writes nothing");
        add_filters(plan);
        add_as_of(plan);
        add_range(plan, false);
        plan->add_flag("--force", options_.force, "as for backfill");
        add_status();
        add("doctor", "checks configuration, database, clock, network and credentials, and says what to do");
        CLI::App* migrate = add("migrate", "creates or upgrades the tables");
        migrate->add_flag("--status", options_.migration_status, "list applied and pending migrations; writes nothing");
        add_import();
        add_replay();
        CLI::App* prune = add("prune", "removes what is older than sync.retention_days: rows, and archived reports");
        prune->add_flag("--dry-run", options_.dry_run, "only print what would be removed");
        add_as_of(prune);
        add_export();
        add_verify();
        CLI::App* config = app_.add_subcommand("config", "shows the effective configuration");
        config->require_subcommand(0, 1);
        add("show", "prints the effective configuration as YAML, secrets redacted", config);
    }

    std::variant<options, exit_code> parse(int argc, char** argv) {
        if (const auto refused = refuse_unbuilt(argc, argv)) return *refused;
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ExtrasError&) {
            return usage(unexpected());
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) return usage(error.what());
            app_.exit(error);
            return exit_code::complete;
        }
        const CLI::App* command = app_.get_subcommands().empty() ? &app_ : app_.get_subcommands().front();
        if (command->get_name() == "config") {
            command = command->get_subcommands().empty() ? command : command->get_subcommands().front();
            options_.command = "config ";
        }
        if (command == &app_ || command->get_name() == "config") {
            std::cerr << command->help();
            return exit_code::usage;
        }
        options_.command += command->get_name();
        return finish();
    }

private:
    CLI::App* add(const char* name, const char* description, CLI::App* parent = nullptr) {
        CLI::App* command = (parent ? parent : &app_)->add_subcommand(name, description);
        command->add_option("--config", options_.config_path, "the configuration file (YAML)")->type_name("FILE");
        command->add_option("--env-file", options_.env_file_path, "variables that the environment does not set")
            ->type_name("FILE");
        command->add_option("--database", database_, "postgresql://... or sqlite:PATH (DATABASE_URL)")->type_name("URL");
        command->add_option("--log-format", log_format_, "text or json")->check(CLI::IsMember({"text", "json"}));
        command->add_option("--log-level", log_level_, "debug, info, warn or error")
            ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
        command->add_flag("--quiet", options_.quiet, "only warnings and errors on stderr, no progress");
        return command;
    }

    void add_filters(CLI::App* command) {
        command->add_option("--source", options_.filters.sources, "only this source; repeatable")->type_name("NAME");
        command->add_option("--scope", options_.filters.scopes, "only this scope, [organization/|enterprise/]SLUG; repeatable")
            ->type_name("SLUG");
        command->add_option("--dataset", options_.filters.datasets, "only this dataset; repeatable")->type_name("NAME");
    }

    void add_as_of(CLI::App* command) {
        command->add_option("--as-of", days_.as_of, "the day to take as today (UTC)")->type_name("YYYY-MM-DD");
    }

    void add_range(CLI::App* command, bool required) {
        command->add_option("--from", days_.from, "first day")->type_name("YYYY-MM-DD")->required(required);
        command->add_option("--to", days_.to, "last day")->type_name("YYYY-MM-DD")->required(required);
    }

    CLI::App* add_sync(const char* name, const char* description) {
        CLI::App* command = add(name, description);
        add_filters(command);
        add_as_of(command);
        command->add_option("--summary", options_.summary, "write the run's summary as JSON; - is stdout")->type_name("FILE");
        command->add_option("--metrics-file", options_.metrics_file, "write what monitoring asks for, for Prometheus")
            ->type_name("FILE");
        command->add_option("--pushgateway", options_.pushgateway, "tell the same to a Prometheus Pushgateway")
            ->type_name("URL");
        command->add_option("--deadline", deadline_, "stop taking new work after this time, e.g. 50m (SYNC_DEADLINE)")
            ->type_name("DURATION");
        command->add_option("--concurrency", concurrency_, "workers (SYNC_CONCURRENCY)")->type_name("N");
        command->add_flag("--accept-shrink", options_.accept_shrink,
                          "load reports that lost more than half of the loaded users");
        return command;
    }

    void add_status() {
        CLI::App* status = add("status", "coverage per scope and dataset, and what to do");
        add_filters(status);
        add_as_of(status);
        status->add_option("--format", options_.format, "table or json")->check(CLI::IsMember({"table", "json"}));
        status->add_option("--max-lag-days", options_.max_lag_days, "exit 3 when the newest loaded day is older")
            ->check(CLI::NonNegativeNumber)
            ->type_name("N");
    }

    void add_import() {
        CLI::App* command = add("import", "loads report files that you already have");
        import_options& import = options_.import;
        command->add_option("files", import.files, "NDJSON, one object or an array; plain, gzip or zstd; - is stdin")
            ->required()
            ->type_name("FILE");
        command->add_option("--source", import.source, "the source that the files are of")
            ->type_name("NAME")
            ->capture_default_str();
        command->add_option("--scope", import.scope, "the scope that they are of, [organization/|enterprise/]SLUG")
            ->required()
            ->type_name("SLUG");
        command->add_option("--dataset", import_dataset_, "what they hold; recognised from the records without it")
            ->check(CLI::IsMember({"users", "totals", "user_teams", "repos"}));
        command->add_flag("--force", options_.force, "put them in the place of final days, too");
        command->add_flag("--accept-shrink", options_.accept_shrink,
                          "load days that lost more than half of the loaded users");
        add_as_of(command);
    }

    void add_replay() {
        CLI::App* command = add("replay", "converts archived raw reports again, without calling any API");
        add_filters(command);
        add_range(command, false);
        command->add_flag("--force", options_.force, "also what this version has converted already");
    }

    void add_export() {
        CLI::App* command = add("export", "writes files from the database");
        add_filters(command);
        add_range(command, false);
        command->add_flag("--last-28-days", options_.last_28_days, "the 28 days up to yesterday (UTC)");
        add_as_of(command);
        command
            ->add_option("--format", options_.format,
                         "json: a file a day, of totals and users; csv: a row per user and day; aggregate: sums over the "
                         "range by user; legacy: the older Copilot metrics API's days; ndjson: the records as the "
                         "vendor sent them")
            ->required()
            ->check(CLI::IsMember({"json", "csv", "aggregate", "legacy", "ndjson"}));
        command
            ->add_option("--out", options_.out,
                         "directory for the files; csv, aggregate and ndjson go to stdout without it")
            ->type_name("DIR");
        command->add_option("--compress", options_.compress, "gzip: every file is compressed, and ends in .gz")
            ->check(CLI::IsMember({"gzip"}));
    }

    void add_verify() {
        CLI::App* command = add("verify", "checks that users, totals, rows, finality and sync_status agree; exit 7 where "
                                          "they do not");
        add_filters(command);
        command->add_option("--format", options_.format, "text or json")->check(CLI::IsMember({"text", "json"}));
    }

    std::optional<exit_code> refuse_unbuilt(int argc, char** argv) const {
        for (int i = 1; i < argc; ++i) {
            const std::string_view argument = argv[i];
            for (const auto& [name, what] : unbuilt_commands)
                if (i == 1 && argument == name)
                    return usage("the command " + std::string(name) + " (" + what + ") is not built yet");
        }
        return std::nullopt;
    }

    static exit_code usage(const std::string& message) {
        std::cerr << "copilot-metrics-sync: " << message << "\nTry copilot-metrics-sync --help\n";
        return exit_code::usage;
    }

    /// The first argument that nobody knows, and the nearest one that somebody does.
    std::string unexpected() const {
        const CLI::App* command = app_.get_subcommands().empty() ? &app_ : app_.get_subcommands().front();
        const bool in_config = command->get_name() == "config";
        if (in_config && !command->get_subcommands().empty()) command = command->get_subcommands().front();
        std::string argument = "?";
        for (const CLI::App* app : {command, static_cast<const CLI::App*>(&app_)})
            if (const auto extras = app->remaining(); !extras.empty() && argument == "?") argument = extras.front();
        std::vector<std::string> known;
        for (const CLI::Option* option : command->get_options()) known.push_back(option->get_name());
        const bool wants_command = command == &app_ || command->get_name() == "config";
        if (wants_command)
            for (const CLI::App* subcommand : command->get_subcommands([](const CLI::App*) { return true; }))
                known.push_back(subcommand->get_name());
        const std::string name = argument.substr(0, argument.find('='));
        const std::string what = argument.starts_with('-') ? "option" : wants_command ? "command" : "argument";
        return "unknown " + what + " " + name + config::did_you_mean(name, known);
    }

    std::variant<options, exit_code> finish() {
        if (!database_.empty()) options_.flags["DATABASE_URL"] = {"--database", database_};
        if (!deadline_.empty()) options_.flags["SYNC_DEADLINE"] = {"--deadline", deadline_};
        if (!concurrency_.empty()) options_.flags["SYNC_CONCURRENCY"] = {"--concurrency", concurrency_};
        if (log_format_ == "json") options_.log_format = log_format::json;
        options_.log_level = spdlog::level::from_str(log_level_);
        if (options_.quiet) options_.log_level = std::max(options_.log_level, spdlog::level::warn);
        if (!import_dataset_.empty()) options_.import.dataset = schema::parse_dataset(import_dataset_);
        for (const auto& [flag, text, day] : {std::tuple{"--as-of", &days_.as_of, &options_.as_of},
                                              std::tuple{"--from", &days_.from, &options_.from},
                                              std::tuple{"--to", &days_.to, &options_.to}}) {
            if (!*text) continue;
            *day = schema::day::parse(**text);
            if (!*day)
                return usage(std::string(flag) + " '" + **text + "' is no day: write it as YYYY-MM-DD, e.g. 2026-11-18");
        }
        if (options_.from.has_value() != options_.to.has_value()) return usage("--from and --to belong together");
        if (options_.command == "export") {
            if (options_.last_28_days == options_.from.has_value())
                return usage("export needs either --from and --to, or --last-28-days");
        }
        return options_;
    }

    CLI::App app_{"Keeps a year and more of AI-assistant usage metrics in your own database."};
    options options_;
    day_texts days_;
    std::string database_, log_format_ = "text", log_level_ = "info", deadline_, concurrency_, import_dataset_;
};

}  // namespace

std::variant<options, exit_code> parse_command_line(int argc, char** argv) { return command_line{}.parse(argc, argv); }

}  // namespace pipelines
