// import and doctor against real databases of both engines, in this process.

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "pipelines/commands.hpp"
#include "pipelines/doctor_checks.hpp"
#include "pipelines/version.hpp"
#include "sinks/migrate.hpp"
#include "sinks/status_store.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temp_directory.hpp"

namespace pipelines {
namespace {

using test_support::write_file;

std::string user(int id, const std::string& day, int generated = 1) {
    return "{\"day\":\"" + day + "\",\"user_id\":" + std::to_string(id) + ",\"user_login\":\"u" + std::to_string(id) +
           "\",\"code_generation_activity_count\":" + std::to_string(generated) + "}\n";
}

class DatabaseCommands : public testing::TestWithParam<sinks::engine> {
protected:
    DatabaseCommands() : database{GetParam(), directory.path().string()} {
        options.import.scope = "organization/octo-org";
        options.as_of = schema::day{2026, 11, 21};
        settings.database_url = config::secret{database.url()};
        settings.sync.spool_dir = directory.path().string();
    }

    exit_code import(const std::string& bytes) {
        write_file(directory / "records", bytes);
        options.import.files = {(directory / "records").string()};
        spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
        progress display;
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const exit_code code = run_import({options, settings, log, display});
        out = testing::internal::GetCapturedStdout();
        err = testing::internal::GetCapturedStderr();
        return code;
    }

    std::string state(const std::string& day) {
        return database
            .value(
                "SELECT status || CASE WHEN is_final THEN ' final' ELSE '' END || COALESCE(' ' || reason, '') "
                "FROM sync_status WHERE metrics_date = '" +
                day + "'")
            .value_or("none");
    }
    std::int64_t users(const std::string& day) {
        return database.number("SELECT count(*) FROM copilot_user_metrics_daily WHERE metrics_date = '" + day + "'");
    }

    test_support::temp_directory directory;
    test_support::scratch_database database;
    pipelines::options options;
    config::settings settings;
    std::string out, err;
};

TEST_P(DatabaseCommands, ImportLoadsOneSliceADayAndNeverAFinalOne) {
    ASSERT_EQ(import(user(1, "2026-10-01") + user(1, "2026-11-18") + user(2, "2026-10-01")), exit_code::complete)
        << err;
    EXPECT_EQ(state("2026-10-01"), "completed") << "old enough, but not final";
    EXPECT_EQ(state("2026-11-18"), "completed");
    EXPECT_EQ(users("2026-10-01"), 2);
    EXPECT_EQ(users("2026-11-18"), 1);
    EXPECT_NE(out.find("github organization/octo-org users 2026-10-01  loaded     2 records, 2 rows"),
              std::string::npos)
        << out;
    EXPECT_NE(out.find("2 days: 2 loaded (3 rows)"), std::string::npos) << out;
    EXPECT_EQ(database.value("SELECT since FROM sync_targets")->substr(0, 10), "2026-10-24") << "as a first plan";
    EXPECT_EQ(database.value("SELECT until FROM sync_targets")->substr(0, 10), "2026-11-18");
    EXPECT_EQ(database.value("SELECT command FROM sync_runs"), "import");
    EXPECT_EQ(database.number("SELECT exit_code FROM sync_runs"), 0);
}

TEST_P(DatabaseCommands, ImportAgainChangesNothingAndOtherNumbersAreARestatement) {
    ASSERT_EQ(import(user(1, "2026-11-18")), exit_code::complete);
    ASSERT_EQ(import(user(1, "2026-11-18")), exit_code::complete);
    EXPECT_NE(out.find("unchanged"), std::string::npos) << out;
    EXPECT_EQ(database.number("SELECT count(*) FROM restatements"), 0);
    ASSERT_EQ(import(user(1, "2026-11-18", 7)), exit_code::complete);
    EXPECT_EQ(database.number("SELECT count(*) FROM restatements"), 1);
    EXPECT_EQ(database.number("SELECT code_generation_activity_count FROM copilot_user_metrics_daily"), 7);
    ASSERT_EQ(import(user(1, "2026-10-02")), exit_code::complete);
    EXPECT_EQ(database.value("SELECT since FROM sync_targets")->substr(0, 10), "2026-11-18") << "nobody waits for more";
}

TEST_P(DatabaseCommands, ImportOverAFinalDayNeedsForce) {
    ASSERT_EQ(import(user(1, "2026-11-01")), exit_code::complete);
    database.execute(std::string("UPDATE sync_status SET is_final = ") +
                     (GetParam() == sinks::engine::sqlite ? "1" : "true"));
    EXPECT_EQ(import(user(1, "2026-11-01", 7)), exit_code::complete);
    EXPECT_NE(out.find("kept       final; --force"), std::string::npos) << out;
    EXPECT_EQ(database.number("SELECT code_generation_activity_count FROM copilot_user_metrics_daily"), 1);
    options.force = true;
    EXPECT_EQ(import(user(1, "2026-11-01", 7)), exit_code::complete);
    EXPECT_EQ(database.number("SELECT code_generation_activity_count FROM copilot_user_metrics_daily"), 7);
    EXPECT_EQ(state("2026-11-01"), "completed");
}

TEST_P(DatabaseCommands, ImportOfBadRecordsIsSeven) {
    EXPECT_EQ(import("{\"user_id\":1}\n"), exit_code::data_quality);
    EXPECT_NE(err.find("nothing was loaded"), std::string::npos) << err;
    std::string many;
    for (int i = 0; i < 300; ++i) many += user(i, "2026-11-18");
    EXPECT_EQ(import(many + "{\"user_id\":1000}\n"), exit_code::data_quality) << "a lost record is never green";
    EXPECT_EQ(users("2026-11-18"), 300);
    const std::string bad = "{\"day\":\"2026-11-17\",\"user_id\":[]}\n";
    EXPECT_EQ(import(bad + bad + user(1, "2026-11-16")), exit_code::data_quality);
    EXPECT_EQ(state("2026-11-17"), "failed bad_records");
    EXPECT_EQ(state("2026-11-16"), "completed");
    EXPECT_NE(out.find("FAILED     bad_records"), std::string::npos) << out;
}

TEST_P(DatabaseCommands, ImportKnowsAScopeByItsSlugOnceItIsThere) {
    options.import.scope = "octo-org";
    EXPECT_EQ(import(user(1, "2026-11-18")), exit_code::usage);
    EXPECT_NE(err.find("write organization/octo-org"), std::string::npos) << err;
    options.import.scope = "enterprise/octo-org";
    EXPECT_EQ(import(user(1, "2026-11-18")), exit_code::complete);
    options.import.scope = "octo-org";
    EXPECT_EQ(import(user(1, "2026-11-17")), exit_code::complete);
    EXPECT_EQ(database.number("SELECT count(*) FROM sync_status WHERE scope = 'enterprise'"), 2);
}

class DoctorChecks : public DatabaseCommands {
protected:
    std::vector<finding> examine(const std::string& url, bool auto_migrate = true) {
        std::vector<finding> found;
        check_database(*sinks::make_database(config::secret{url}), auto_migrate,
                       [&](const finding& one) { found.push_back(one); });
        return found;
    }
    static std::string levels(const std::vector<finding>& found) {
        std::string text;
        for (const finding& one : found) text += one.what + (one.level == severity::ok ? " ok, " : " bad, ");
        return text;
    }
    std::string all_ok() const {
        return std::string("database ok, version ok, schema ok, rights ok, ") +
               (GetParam() == sinks::engine::sqlite ? "" : "clock ok, ");
    }
};

TEST_P(DoctorChecks, AFreshDatabaseIsFine) {
    const test_support::scratch_database fresh{GetParam(), directory.path().string(), "fresh",
                                               test_support::database_role::owner};
    const auto found = examine(fresh.url());
    if (GetParam() == sinks::engine::sqlite) {
        EXPECT_EQ(levels(found), "database ok, ");
        EXPECT_FALSE(std::filesystem::exists(fresh.url().substr(7))) << "doctor makes nothing";
        return;
    }
    EXPECT_EQ(levels(found), all_ok());
    EXPECT_EQ(fresh.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0);
    const auto manual = examine(fresh.url(), false);
    ASSERT_EQ(levels(manual), "database ok, version ok, schema bad, ");
    EXPECT_NE(manual.back().to_do.find("migrate"), std::string::npos);
    EXPECT_EQ(manual.back().code, exit_code::usage);
}

TEST_P(DoctorChecks, AMigratedDatabaseIsFineAndStaysAsItIs) {
    const auto opened = sinks::make_database(config::secret{database.url()});
    sinks::migrate(*opened->open(), std::chrono::system_clock::now(), program_version);
    for (const bool auto_migrate : {true, false}) EXPECT_EQ(levels(examine(database.url(), auto_migrate)), all_ok());
    for (const char* table : {"copilot_user_metrics_daily", "sync_status", "sync_targets"})
        EXPECT_EQ(database.number(std::string("SELECT count(*) FROM ") + table), 0) << table;
}

TEST_P(DoctorChecks, MoreRightsThanAWriterNeedsAreAWarning) {
    if (GetParam() == sinks::engine::sqlite) GTEST_SKIP() << "knows no rights";
    const std::string owner = database.url_of("copilot_metrics_owner");
    EXPECT_EQ(levels(examine(owner)), all_ok()) << "a run that migrates by itself has to own the tables";
    const auto owned = examine(owner, false);
    ASSERT_EQ(levels(owned), "database ok, version ok, schema ok, rights ok, rights bad, clock ok, ");
    EXPECT_EQ(owned[4].level, severity::warn);
    EXPECT_NE(owned[4].detail.find("owns the tables"), std::string::npos) << owned[4].detail;
    const auto super = examine(database.url_of("postgres"));
    ASSERT_EQ(levels(super), "database ok, version ok, schema ok, rights ok, rights bad, clock ok, ");
    EXPECT_NE(super[4].detail.find("superuser"), std::string::npos) << super[4].detail;
}

TEST_P(DoctorChecks, TablesOfALaterVersionThatCannotBeWrittenAreAWarning) {
    if (GetParam() == sinks::engine::sqlite) GTEST_SKIP() << "knows no rights";
    database.execute("ALTER DEFAULT PRIVILEGES FOR ROLE copilot_metrics_owner IN SCHEMA public REVOKE INSERT ON TABLES "
                     "FROM copilot_metrics_writer");
    const auto found = examine(database.url());
    ASSERT_EQ(levels(found), "database ok, version ok, schema ok, rights ok, rights bad, clock ok, ");
    EXPECT_NE(found[4].to_do.find("ALTER DEFAULT PRIVILEGES"), std::string::npos) << found[4].to_do;
    EXPECT_EQ(doctor_code(found), exit_code::complete);
}

TEST_P(DoctorChecks, ADatabaseThatIsNotThereFails) {
    const auto found =
        examine(GetParam() == sinks::engine::sqlite ? "sqlite:" + (directory / "nowhere/metrics.db").string()
                                                    : "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.front().level, severity::fail);
    EXPECT_NE(found.front().to_do, "");
    EXPECT_EQ(found.front().code, GetParam() == sinks::engine::sqlite ? exit_code::usage : exit_code::database);
}

TEST_P(DoctorChecks, MissingRightsAreNamed) {
    if (GetParam() == sinks::engine::sqlite) GTEST_SKIP() << "knows no rights";
    database.execute("REVOKE DELETE ON restatements FROM copilot_metrics_writer");
    const auto found = examine(database.url());
    ASSERT_EQ(levels(found), "database ok, version ok, schema ok, rights bad, clock ok, ");
    EXPECT_NE(found[3].detail.find("DELETE on restatements"), std::string::npos) << found[3].detail;
    EXPECT_EQ(found[3].code, exit_code::database);
    EXPECT_EQ(levels(examine(database.url_of("copilot_metrics_reader"))).substr(0, 46),
              "database ok, version ok, schema ok, rights bad");
}

/// Answers every probe with what it was given.
struct answering_source final : connectors::report_source {
    connectors::fetch_outcome answer;
    connectors::fetch_outcome fetch(const schema::slice&, connectors::body_sink&,
                                    const connectors::fetch_limits&) override {
        return answer;
    }
    connectors::fetch_outcome probe(const schema::target&, const connectors::fetch_limits&) override { return answer; }
};

TEST(DoctorSources, AsksEveryScopeUntilTheSourceHasEnded) {
    config::settings settings;
    settings.sources.emplace_back();
    settings.sources.front().datasets = {schema::dataset::users};
    settings.sources.front().scopes = {{schema::scope_kind::organization, "a"},
                                       {schema::scope_kind::organization, "b"},
                                       {schema::scope_kind::organization, "c"}};
    connectors::fetch_outcome answer;
    const auto examine = [&] {
        std::vector<finding> found;
        check_sources(
            settings,
            [&](const std::string&) {
                auto source = std::make_unique<answering_source>();
                source->answer = answer;
                return source;
            },
            [&](const finding& one) { found.push_back(one); });
        return found;
    };
    answer.reason = connectors::reason::policy_disabled;
    answer.extent = connectors::failure_extent::scope_dataset;
    EXPECT_EQ(examine().size(), 3u);
    answer.reason = connectors::reason::unauthorized;
    answer.extent = connectors::failure_extent::credential;
    const auto found = examine();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[1].level, severity::warn);
    EXPECT_NE(found[1].detail.find("2 more"), std::string::npos);
    answer = {};
    answer.result = connectors::fetch_result::report;
    answer.server_date = std::chrono::system_clock::now() - std::chrono::minutes{10};
    const auto late = examine();
    ASSERT_EQ(late.size(), 4u) << "three scopes and one clock";
    EXPECT_EQ(late[1].level, severity::fail);
}

TEST(DoctorSpool, IsWritableOrNot) {
    const test_support::temp_directory directory;
    std::vector<finding> found;
    check_spool(directory.path().string(), [&](const finding& one) { found.push_back(one); });
    check_spool((directory / "nowhere").string(), [&](const finding& one) { found.push_back(one); });
    ASSERT_EQ(found.size(), 2u);
    EXPECT_NE(found[0].level, severity::fail) << found[0].detail;
    EXPECT_EQ(found[1].level, severity::fail);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(DoctorArchive, IsWritableOrNotAndStaysAsItIs) {
    const test_support::temp_directory directory;
    write_file(directory / "file", "");
    std::vector<finding> found;
    const auto take = [&](const finding& one) { found.push_back(one); };
    check_archive_directory((directory / "raw/deeper").string(), take);
    check_archive_directory((directory / "file/raw").string(), take);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].level, severity::ok) << found[0].detail;
    EXPECT_EQ(found[1].level, severity::fail) << found[1].detail;
    EXPECT_FALSE(std::filesystem::exists(directory / "raw"));
}

std::string engine_name(const testing::TestParamInfo<sinks::engine>& info) {
    return info.param == sinks::engine::postgresql ? "Postgres" : "Sqlite";
}
INSTANTIATE_TEST_SUITE_P(On, DatabaseCommands, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         engine_name);
INSTANTIATE_TEST_SUITE_P(On, DoctorChecks, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         engine_name);

}  // namespace
}  // namespace pipelines
