#include "pipelines/command_line.hpp"

#include <gtest/gtest.h>

#include "pipelines/version.hpp"

namespace pipelines {
namespace {

struct outcome {
    std::optional<options> parsed;
    std::optional<exit_code> code;
    std::string out;
    std::string err;
};

outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "copilot-metrics-sync");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const auto result = parse_command_line(static_cast<int>(argv.size()), argv.data());
    outcome made;
    made.out = ::testing::internal::GetCapturedStdout();
    made.err = ::testing::internal::GetCapturedStderr();
    if (const auto* parsed = std::get_if<options>(&result))
        made.parsed = *parsed;
    else
        made.code = std::get<exit_code>(result);
    return made;
}

/// Exit 2, nothing on stdout, and all of `words` on stderr.
void expect_usage_error(const std::vector<std::string>& arguments, const std::vector<std::string>& words) {
    const auto made = run(arguments);
    std::string line;
    for (const auto& argument : arguments) line += argument + " ";
    ASSERT_TRUE(made.code) << line;
    EXPECT_EQ(*made.code, exit_code::usage) << line;
    EXPECT_EQ(made.out, "") << line;
    for (const auto& word : words) EXPECT_NE(made.err.find(word), std::string::npos) << line << "\n" << made.err;
}

TEST(CommandLine, KnowsItsCommands) {
    for (const char* name : {"sync", "plan", "status", "doctor", "migrate"}) {
        const auto made = run({name});
        ASSERT_TRUE(made.parsed) << name << made.err;
        EXPECT_EQ(made.parsed->command, name);
    }
}

TEST(CommandLine, WithoutFlagsLeavesEverythingAtItsDefault) {
    const auto parsed = *run({"sync"}).parsed;
    EXPECT_TRUE(parsed.flags.empty());
    EXPECT_EQ(parsed.log_format, log_format::text);
    EXPECT_EQ(parsed.log_level, spdlog::level::info);
    EXPECT_FALSE(parsed.as_of || parsed.from || parsed.to || parsed.max_lag_days);
    EXPECT_FALSE(parsed.force || parsed.accept_shrink || parsed.migration_status || parsed.last_28_days);
    EXPECT_EQ(parsed.summary, "");
}

TEST(CommandLine, ReadsEveryOptionOfSync) {
    const auto made =
        run({"sync",    "--database",   "sqlite:x.db", "--source",      "github",  "--scope",         "a",
             "--scope", "enterprise/b", "--dataset",   "users",         "--as-of", "2026-11-21",      "--summary",
             "-",       "--deadline",   "50m",         "--concurrency", "8",       "--accept-shrink", "--log-format",
             "json",    "--log-level",  "debug"});
    ASSERT_TRUE(made.parsed) << made.err;
    const options& parsed = *made.parsed;
    EXPECT_EQ(parsed.flags.at("DATABASE_URL").value, "sqlite:x.db");
    EXPECT_EQ(parsed.flags.at("DATABASE_URL").flag, "--database");
    EXPECT_EQ(parsed.flags.at("SYNC_DEADLINE").value, "50m");
    EXPECT_EQ(parsed.flags.at("SYNC_DEADLINE").flag, "--deadline");
    EXPECT_EQ(parsed.flags.at("SYNC_CONCURRENCY").value, "8");
    EXPECT_EQ(parsed.flags.at("SYNC_CONCURRENCY").flag, "--concurrency");
    EXPECT_EQ(parsed.filters.sources, std::vector<std::string>{"github"});
    EXPECT_EQ(parsed.filters.scopes, (std::vector<std::string>{"a", "enterprise/b"}));
    EXPECT_EQ(parsed.filters.datasets, std::vector<std::string>{"users"});
    EXPECT_EQ(parsed.as_of, schema::day(2026, 11, 21));
    EXPECT_EQ(parsed.summary, "-");
    EXPECT_TRUE(parsed.accept_shrink);
    EXPECT_EQ(parsed.log_format, log_format::json);
    EXPECT_EQ(parsed.log_level, spdlog::level::debug);
}

TEST(CommandLine, ReadsTheRangeOfABackfill) {
    const auto made = run({"backfill", "--from=2026-01-01", "--to", "2026-02-28", "--force"});
    ASSERT_TRUE(made.parsed) << made.err;
    EXPECT_EQ(made.parsed->from, schema::day(2026, 1, 1));
    EXPECT_EQ(made.parsed->to, schema::day(2026, 2, 28));
    EXPECT_TRUE(made.parsed->force);
}

TEST(CommandLine, ReadsStatusMigrateAndExport) {
    EXPECT_EQ(run({"status", "--format", "json", "--max-lag-days", "3"}).parsed->max_lag_days, 3);
    EXPECT_TRUE(run({"migrate", "--status"}).parsed->migration_status);
    const auto made = run({"export", "--format", "ndjson", "--last-28-days", "--out", "somewhere"});
    ASSERT_TRUE(made.parsed) << made.err;
    EXPECT_TRUE(made.parsed->last_28_days);
    EXPECT_EQ(made.parsed->out, "somewhere");
    for (const char* format : {"json", "csv", "aggregate", "legacy"})
        EXPECT_EQ(run({"export", "--format", format, "--last-28-days"}).parsed->format, format);
    EXPECT_EQ(run({"export", "--format", "csv", "--last-28-days", "--compress", "gzip"}).parsed->compress, "gzip");
}

TEST(CommandLine, ReadsAnImport) {
    const auto made = run({"import", "a.ndjson", "-", "--scope", "enterprise/octo-corp", "--dataset", "user_teams", "--force"});
    ASSERT_TRUE(made.parsed) << made.err;
    EXPECT_EQ(made.parsed->import.files, (std::vector<std::string>{"a.ndjson", "-"}));
    EXPECT_EQ(made.parsed->import.source, "github");
    EXPECT_EQ(made.parsed->import.scope, "enterprise/octo-corp");
    EXPECT_EQ(made.parsed->import.dataset, schema::dataset::user_teams);
    EXPECT_TRUE(made.parsed->force);
    EXPECT_FALSE(run({"import", "a", "--scope", "x"}).parsed->import.dataset);
    expect_usage_error({"import", "--scope", "x"}, {"files"});
    expect_usage_error({"import", "a"}, {"--scope"});
    expect_usage_error({"import", "a", "--scope", "x", "--dataset", "seats"}, {"--dataset"});
}

TEST(CommandLine, ReadsConfigShow) {
    const auto made = run({"config", "show", "--config", "sync.yaml", "--env-file", ".env"});
    ASSERT_TRUE(made.parsed) << made.err;
    EXPECT_EQ(made.parsed->command, "config show");
    EXPECT_EQ(made.parsed->config_path, "sync.yaml");
    EXPECT_EQ(made.parsed->env_file_path, ".env");
    expect_usage_error({"config"}, {"show"});
    expect_usage_error({"config", "shows"}, {"unknown command shows", "did you mean show?"});
    expect_usage_error({"config", "show", "--confg", "x"}, {"unknown option --confg", "did you mean --config?"});
}

TEST(CommandLine, TakesFilesOfSettingsOnEveryCommand) {
    for (const char* name : {"sync", "plan", "status", "doctor", "migrate"}) {
        const auto made = run({name, "--config", "a", "--env-file=b"});
        ASSERT_TRUE(made.parsed) << name << made.err;
        EXPECT_EQ(made.parsed->config_path, "a");
        EXPECT_EQ(made.parsed->env_file_path, "b");
    }
}

TEST(CommandLine, QuietMeansWarningsAndErrorsOnly) {
    EXPECT_TRUE(run({"sync", "--quiet"}).parsed->quiet);
    EXPECT_EQ(run({"sync", "--quiet"}).parsed->log_level, spdlog::level::warn);
    EXPECT_EQ(run({"sync", "--quiet", "--log-level", "error"}).parsed->log_level, spdlog::level::err);
    EXPECT_EQ(run({"sync", "--quiet", "--log-level", "debug"}).parsed->log_level, spdlog::level::warn);
}

TEST(CommandLine, AnswersHelpAndVersionOnStdoutWithZero) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"--help"}, {"--version"}, {"sync", "--help"}, {"export", "--help"}, {"status", "-h"}}) {
        const auto made = run(arguments);
        ASSERT_TRUE(made.code) << arguments.back();
        EXPECT_EQ(*made.code, exit_code::complete);
        EXPECT_NE(made.out, "");
        EXPECT_EQ(made.err, "");
    }
    EXPECT_NE(run({"--version"}).out.find(program_version), std::string::npos);
}

TEST(CommandLine, NamesEveryCommandInItsHelp) {
    const std::string help = run({"--help"}).out;
    for (const char* name : {"sync", "backfill", "plan", "status", "doctor", "migrate", "import", "export", "config"})
        EXPECT_NE(help.find(name), std::string::npos) << name;
}

TEST(CommandLine, WithoutACommandIsAUsageError) { expect_usage_error({}, {"sync"}); }

TEST(CommandLine, SuggestsWhatWasMeant) {
    expect_usage_error({"synk"}, {"unknown command synk", "did you mean sync?"});
    expect_usage_error({"sync", "--sumary", "x"}, {"unknown option --sumary", "did you mean --summary?"});
    expect_usage_error({"sync", "--sumary=x"}, {"unknown option --sumary", "did you mean --summary?"});
    expect_usage_error({"backfill", "--from", "2026-01-01", "--to", "2026-01-02", "--forse"},
                       {"did you mean --force?"});
    expect_usage_error({"status", "--max-lag-day", "3"}, {"did you mean --max-lag-days?"});
    expect_usage_error({"sync", "today"}, {"unknown argument today"});
    expect_usage_error({"frobnicate"}, {"unknown command frobnicate"});
}

TEST(CommandLine, RefusesTheCommandsThatAreNotBuiltYet) {
    for (const char* name : {"report", "erase-user"})
        expect_usage_error({name}, {name, "not built yet"});
}

TEST(CommandLine, RefusesFormatsThatThereAreNot) {
    for (const char* format : {"parquet", "CSV", ""})
        expect_usage_error({"export", "--format", format, "--last-28-days"}, {"--format", "ndjson"});
    for (const char* way : {"zstd", "zip"})
        expect_usage_error({"export", "--format", "csv", "--last-28-days", "--compress", way}, {"--compress", "gzip"});
    expect_usage_error({"status", "--format", "yaml"}, {"yaml"});
}

TEST(CommandLine, RefusesWhatIsNoDayAndShowsHowToWriteOne) {
    for (const char* text : {"2026-02-30", "2026-1-5", "yesterday", "21.11.2026", ""}) {
        expect_usage_error({"sync", "--as-of", text}, {"--as-of", text, "YYYY-MM-DD"});
        expect_usage_error({"backfill", "--from", text, "--to", "2026-11-01"}, {"--from", text, "YYYY-MM-DD"});
        expect_usage_error({"backfill", "--from", "2026-11-01", "--to", text}, {"--to", text, "YYYY-MM-DD"});
    }
}

TEST(CommandLine, NeedsBothEndsOfARange) {
    expect_usage_error({"backfill", "--from", "2026-01-01"}, {"--to"});
    expect_usage_error({"backfill", "--to", "2026-01-01"}, {"--from"});
    expect_usage_error({"backfill"}, {"--from"});
    expect_usage_error({"plan", "--from", "2026-01-01"}, {"belong together"});
    expect_usage_error({"plan", "--to", "2026-01-01"}, {"belong together"});
}

TEST(CommandLine, NeedsExactlyOneRangeForAnExport) {
    expect_usage_error({"export", "--format", "ndjson"}, {"--last-28-days"});
    expect_usage_error({"export", "--format", "ndjson", "--last-28-days", "--from", "2026-01-01", "--to", "2026-01-02"},
                       {"--last-28-days"});
    expect_usage_error({"export", "--last-28-days"}, {"--format"});
}

TEST(CommandLine, RefusesOptionsOfAnotherCommand) {
    expect_usage_error({"sync", "--force"}, {"unknown option --force"});
    expect_usage_error({"sync", "--from", "2026-01-01"}, {"unknown option --from"});
    expect_usage_error({"migrate", "--as-of", "2026-01-01"}, {"unknown option --as-of"});
}

TEST(CommandLine, RefusesWrongNumbersAndWords) {
    expect_usage_error({"status", "--max-lag-days", "-1"}, {"--max-lag-days"});
    expect_usage_error({"status", "--max-lag-days", "soon"}, {"--max-lag-days"});
    expect_usage_error({"sync", "--log-format", "xml"}, {"--log-format"});
    expect_usage_error({"sync", "--log-level", "loud"}, {"--log-level"});
    expect_usage_error({"sync", "--summary"}, {"--summary"});
}

TEST(CommandLine, TakesOneCommandAtATime) { expect_usage_error({"sync", "plan"}, {}); }

}  // namespace
}  // namespace pipelines
