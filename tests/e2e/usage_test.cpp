// Command lines and environments that cannot work: exit 2 (or 6) and a sentence that helps, before anything is touched.

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Usage : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["GITHUB_API_URL"] = "http://127.0.0.1:9";  // nobody is asked
    }

    /// Exit 2, nothing on stdout, and every one of `words` on stderr.
    void expect_usage_error(const arguments& command, const std::vector<std::string>& words) {
        const outcome result = run(command);
        std::string line;
        for (const std::string& argument : command) line += argument + " ";
        EXPECT_EQ(result.code(), 2) << line << result.ended.err;
        EXPECT_EQ(result.ended.out, "") << line;
        for (const std::string& word : words)
            EXPECT_NE(result.ended.err.find(word), std::string::npos)
                << line << "does not say " << word << ": " << result.ended.err;
    }
};

TEST_P(Usage, AnUnknownWordIsExitTwoAndNamesWhatWasMeant) {
    expect_usage_error({"snyc"}, {"snyc", "sync"});
    expect_usage_error({"sync", "--sumary", "x"}, {"--sumary", "--summary"});
    expect_usage_error({"backfil", "--from", day(3), "--to", day(2)}, {"backfil", "backfill"});
    expect_usage_error({"sync", "--scope", "octo-ogr"}, {"octo-ogr", "octo-org"});
    expect_usage_error({"sync", "--scope", "enterprise/octo-org"}, {"enterprise/octo-org", "organization/octo-org"});
    expect_usage_error({"plan", "--dataset", "user"}, {"user", "users"});
    expect_usage_error({"plan", "--dataset", "seat"}, {"seat", "seats"});
    expect_usage_error({"sync", "--source", "gitub"}, {"gitub", "github"});
    expect_usage_error({"status", "--format", "yaml"}, {"yaml", "json"});
    expect_usage_error({"sync", "extra"}, {"extra"});
}

TEST_P(Usage, ADateThatIsNoneIsExitTwo) {
    for (const char* date : {"2026-02-30", "20.11.2026", "2026-1-5", "yesterday"}) {
        expect_usage_error({"sync", "--as-of", date}, {"--as-of", date, "YYYY-MM-DD"});
        expect_usage_error({"backfill", "--from", date, "--to", "2026-11-01"}, {"--from", date});
    }
    expect_usage_error({"backfill", "--from", "2026-11-05", "--to", "2026-11-01", "--as-of", day(0)},
                       {"--from", "after", "--to"});
    expect_usage_error({"backfill", "--from", "2026-11-05", "--to", day(0), "--as-of", day(0)}, {day(0), day(1)});
    expect_usage_error({"backfill", "--from", "2026-11-05"}, {"--to"});
}

TEST_P(Usage, ASettingThatCannotWorkIsExitTwoAndAllAreNamedAtOnce) {
    environment["SYNC_BACKFILL_DAYS"] = "0";
    environment["SYNC_CONCURRENCY"] = "many";
    environment["SYNC_DEADLINE"] = "soon";
    environment["GITHUB_ORG"] = "octo org";
    expect_usage_error({"sync"}, {"SYNC_BACKFILL_DAYS", "SYNC_CONCURRENCY", "SYNC_DEADLINE", "GITHUB_ORG"});
}

TEST_P(Usage, AMissingSettingIsExitTwoAndNamed) {
    const variables complete = environment;
    for (const std::string name : {"DATABASE_URL", "GITHUB_TOKEN", "GITHUB_ORG"}) {
        environment = complete;
        environment.erase(name);
        expect_usage_error({"sync"}, {name});
        environment[name] = "";
        expect_usage_error({"sync"}, {name});
    }
    environment = complete;
    environment["GITHUB_API_URL"] = "http://api.github.example";
    expect_usage_error({"sync"}, {"GITHUB_API_URL", "https"});
    environment = complete;
    environment["DATABASE_URL"] = "mysql://root@localhost/metrics";
    expect_usage_error({"sync"}, {"DATABASE_URL", "postgresql://", "sqlite:"});
}

TEST_P(Usage, WhatIsNotBuiltYetIsRefusedNeverIgnored) {
    for (const char* command : {"report", "erase-user"})
        expect_usage_error({command}, {command, "not built yet"});
    expect_usage_error({"export", "--format", "parquet", "--last-28-days"}, {"parquet", "aggregate"});
}

TEST_P(Usage, AnUnreachableDatabaseIsExitSixWithItsAddressAndWithoutItsPassword) {
    const std::string password = test_support::database_password;
    for (const std::string& url : {"postgresql://somebody:" + password + "@127.0.0.1:1/metrics",
                                   "postgresql://somebody@127.0.0.1:1/metrics?password=" + password}) {
        environment["DATABASE_URL"] = url;
        for (const arguments& command :
             {arguments{"sync"}, arguments{"status"}, arguments{"plan"}, arguments{"migrate"}}) {
            const outcome result = run(command);
            EXPECT_EQ(result.code(), 6) << command.front() << result.ended.err;
            EXPECT_NE(result.ended.err.find("127.0.0.1"), std::string::npos) << result.ended.err;
            EXPECT_NE(result.ended.err.find("port 1"), std::string::npos) << result.ended.err;
        }
    }
}

TEST_P(Usage, ADatabaseOfANewerProgramIsRefused) {
    ASSERT_EQ(run({"migrate"}).code(), 0);
    database().execute(
        "INSERT INTO schema_migrations (version, name, applied_at, program_version) VALUES (9999, "
        "'9999_from_the_future', '2027-01-01T00:00:00Z', '9.9.9')");
    const auto before = dump_tables(database());
    for (const arguments& command : {arguments{"sync"}, arguments{"migrate"}, arguments{"migrate", "--status"}})
        expect_usage_error(command, {"9999", "newer"});
    EXPECT_EQ(difference(before, dump_tables(database())), "");
    EXPECT_EQ(rows("sync_runs"), 0);
}

TEST_P(Usage, AFileThatIsNoDatabaseIsRefused) {
    test_support::write_file(directory / "notes.db", std::string(5000, 'x'));
    environment["DATABASE_URL"] = "sqlite:" + (directory / "notes.db").string();
    const outcome result = run({"status"});
    EXPECT_EQ(result.code(), 2) << result.ended.err;
    EXPECT_NE(result.ended.err.find("notes.db"), std::string::npos);
    environment["DATABASE_URL"] = "sqlite:" + (directory / "nowhere/metrics.db").string();
    EXPECT_EQ(run({"sync"}).code(), 2);
}

TEST_P(Usage, HelpAndVersionAreAnswers) {
    environment = {};
    EXPECT_EQ(run({"--version"}).code(), 0);
    EXPECT_NE(run({"--version"}).ended.out.find("copilot-metrics-sync 0."), std::string::npos);
    for (const char* command : {"sync", "backfill", "plan", "status", "migrate", "export"}) {
        const auto help = start({command, "--help"}).wait();
        EXPECT_EQ(help.exit_code, 0) << command;
        EXPECT_NE(help.out.find("--database"), std::string::npos) << command;
    }
}

ON_BOTH_ENGINES(Usage);

}  // namespace
