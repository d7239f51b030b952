// doctor asks every question before a night is lost: each failure is told with what to do, and has the exit code that a
// sync would have had.

#include <algorithm>
#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Doctor : public sync_test {
protected:
    /// One line of its answer, and the one below that says what to do.
    struct told {
        std::string level, what, detail, to_do;
    };

    /// Runs it, and checks the form of what it says: a failure is never left without advice.
    std::vector<told> ask(int code) {
        const outcome result = run({"doctor"});
        EXPECT_EQ(result.code(), code) << result.ended.out << result.ended.err;
        answer_ = result.ended.out;
        std::vector<told> findings;
        std::istringstream lines{answer_};
        for (std::string line; std::getline(lines, line);) {
            const std::string level = line.substr(0, 4);
            const std::size_t colon = line.find(": ");
            if (line.starts_with("     to do: ") && !findings.empty())
                findings.back().to_do = line.substr(12);
            else if (level == "ok  " || level == "warn" || level == "FAIL")
                findings.push_back({level, line.substr(5, colon - 5), line.substr(colon + 2), ""});
        }
        int failures = 0;
        for (const told& one : findings) {
            if (one.level != "FAIL") continue;
            ++failures;
            EXPECT_GT(one.to_do.size(), 15u) << one.what << " does not say what to do\n" << answer_;
        }
        EXPECT_EQ(failures > 0, code != 0) << answer_;
        EXPECT_EQ(answer_.find("ready:") != std::string::npos, code == 0) << answer_;
        return findings;
    }

    void expect(const std::vector<told>& findings, const std::string& level, const std::string& what,
                const std::string& detail, const std::string& to_do = "") {
        const auto found = std::find_if(findings.begin(), findings.end(), [&](const told& one) {
            return one.level == level && one.what.find(what) != std::string::npos &&
                   one.detail.find(detail) != std::string::npos && one.to_do.find(to_do) != std::string::npos;
        });
        EXPECT_TRUE(found != findings.end()) << level << " " << what << ": " << detail << " -> " << to_do << "\n"
                                             << answer_;
    }
    static long count(const std::vector<told>& findings, const std::string& level) {
        return std::count_if(findings.begin(), findings.end(), [&](const told& one) { return one.level == level; });
    }

    std::string answer_;
};

TEST_P(Doctor, AllWellIsExitZeroAndLeavesNothingBehind) {
    const auto migrated = use_new_database(test_support::database_role::owner);  // one without tables
    environment["GITHUB_ENTERPRISE"] = "octo-corp";
    start_simulator();
    const auto first = ask(0);
    EXPECT_EQ(count(first, "FAIL") + count(first, "warn"), 0) << answer_;
    for (const char* dataset : {"users", "totals", "user_teams", "repos", "seats", "engagement"})
        for (const char* scope : {"organization/octo-org", "enterprise/octo-corp"})
            expect(first, "ok  ", std::string("github ") + scope + " " + dataset, "readable");
    expect(first, "ok  ", "clock", "github");
    expect(first, "ok  ", "spool", "free");
    if (!on_postgres())
        EXPECT_FALSE(std::filesystem::exists(database().url().substr(7))) << "it only looks";
    else
        EXPECT_EQ(database().number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0);

    use_new_database();
    environment["SYNC_BACKFILL_DAYS"] = "2";
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    const auto second = ask(0);
    expect(second, "ok  ", "schema", "current");
    expect(second, "ok  ", "rights", "written and removed");
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Doctor, ABadTokenIsToldOnce) {
    start_simulator({.more = {"--token", "the-good-one"}});
    const auto findings = ask(4);
    expect(findings, "FAIL", "github organization/octo-org", "unauthorized", "make a new token");
    EXPECT_EQ(count(findings, "FAIL"), 1) << answer_;
    EXPECT_LE(simulator().requests().size(), 2u);
}

TEST_P(Doctor, ThePolicyThePermissionAndTheLimitAreToldApart) {
    start_simulator();
    set_script({"on=api status=403 body=policy"});
    expect(ask(4), "FAIL", "octo-org users", "policy_disabled", "enable the policy \"Copilot usage metrics\"");
    set_script({"on=api status=403 body=permission"});
    expect(ask(4), "FAIL", "octo-org users", "permission_missing", "read:org");
    set_script({"on=api status=403 body=secondary_rate_limit retry_after=7200"});
    expect(ask(5), "FAIL", "octo-org", "rate_limited", "the credential works");

    environment.erase("GITHUB_ORG");
    environment["GITHUB_ENTERPRISE"] = "octo-corp";
    set_script({"on=api status=403 body=policy"});
    expect(ask(4), "FAIL", "enterprise/octo-corp users", "policy_disabled", "Enabled everywhere");
    set_script({"on=api status=403 body=permission"});
    expect(ask(4), "FAIL", "enterprise/octo-corp users", "permission_missing", "manage_billing:copilot");
}

TEST_P(Doctor, OneDatasetThatIsRefusedIsNamedAlone) {
    start_simulator();
    set_script({"on=api report=seats status=403 body=permission"});
    const auto findings = ask(4);
    expect(findings, "FAIL", "octo-org seats", "permission_missing");
    expect(findings, "ok  ", "octo-org users", "readable");
    EXPECT_EQ(count(findings, "FAIL"), 1) << answer_;
}

TEST_P(Doctor, AWrongSlugIsToldAndTheRightOneIsWell) {
    environment["GITHUB_ORG"] = "octo-org,octo-ogr";
    start_simulator();
    const auto findings = ask(4);
    expect(findings, "FAIL", "organization/octo-ogr users", "not_found", "check the spelling of organization/octo-ogr");
    expect(findings, "ok  ", "organization/octo-org users", "readable");
}

TEST_P(Doctor, AnUnreachableVendorIsToldWithItsAddress) {
    environment["GITHUB_API_URL"] = "https://127.0.0.1:9";
    const auto findings = ask(5);
    expect(findings, "FAIL", "github", "127.0.0.1:9", "network");
    EXPECT_EQ(count(findings, "FAIL"), 1) << answer_;
    expect(findings, "warn", "github", "were not asked");
}

TEST_P(Doctor, ACertificateThatIsRefusedIsTold) {
    way = network::tls;
    identity.begins_days = -30;
    identity.ends_days = -1;
    start_simulator();
    expect(ask(5), "FAIL", "github", "certificate has expired", "renew");
    identity = {.self_signed = true};
    start_simulator();
    expect(ask(5), "FAIL", "github", "self-signed", "SSL_CERT_FILE");
}

TEST_P(Doctor, AProxyThatRefusesIsTold) {
    way = network::tls_proxy;
    start_simulator();
    EXPECT_EQ(count(ask(0), "FAIL"), 0);
    environment["HTTPS_PROXY"] = "http://127.0.0.1:" + std::to_string(simulator().proxy_port());
    expect(ask(5), "FAIL", "github", "407", "HTTPS_PROXY");
}

TEST_P(Doctor, AClockThatIsOffIsTold) {
    start_simulator();
    set_script({"on=api date=+90"});
    expect(ask(0), "warn", "clock", "behind the clock of github", "set the clock");
    set_script({"on=api date=+900"});
    expect(ask(2), "FAIL", "clock", "behind the clock of github", "set the clock");
    set_script({"on=api date=-900"});
    expect(ask(2), "FAIL", "clock", "ahead of the clock of github", "set the clock");
}

TEST_P(Doctor, ADatabaseThatIsNotThereIsToldAndTheRestIsLookedAt) {
    start_simulator();
    environment["DATABASE_URL"] = "sqlite:" + (directory / "nowhere/metrics.db").string();
    auto findings = ask(2);
    expect(findings, "FAIL", "database", "nowhere", "create the directory");
    expect(findings, "ok  ", "octo-org users", "readable");

    environment["DATABASE_URL"] =
        std::string("postgresql://somebody@127.0.0.1:1/metrics?password=") + test_support::database_password;
    findings = ask(6);
    expect(findings, "FAIL", "database", "127.0.0.1", "host, port");
    expect(findings, "ok  ", "octo-org users", "readable");

    set_script({"on=api status=401"});
    findings = ask(4);  // the worse of the two
    EXPECT_EQ(count(findings, "FAIL"), 2) << answer_;
}

TEST_P(Doctor, MissingRightsAreNamedWithTheTable) {
    if (!on_postgres()) GTEST_SKIP() << "SQLite knows no rights";
    const auto of_writer = use_new_database(test_support::database_role::owner);  // whose rights are the role's below
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "2";
    ASSERT_EQ(sync().code(), 0);
    database().execute("CREATE ROLE metrics_reader LOGIN");
    database().execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO metrics_reader");
    database().execute("REVOKE DELETE ON restatements FROM metrics_reader");
    environment["DATABASE_URL"] = database().url_of("metrics_reader");
    const auto before = dump_tables(database());
    expect(ask(6), "FAIL", "rights", "DELETE on restatements", "GRANT");
    database().execute("REVOKE INSERT ON sync_status FROM metrics_reader");
    expect(ask(6), "FAIL", "rights", "sync_status");
    EXPECT_EQ(difference(before, dump_tables(database())), "");
    database().execute("DROP OWNED BY metrics_reader");
    expect(ask(6), "FAIL", "schema", "");
    database().execute("DROP ROLE metrics_reader");
    expect(ask(6), "FAIL", "database", "metrics_reader");
}

TEST_P(Doctor, NoPlaceForDownloadsIsTold) {
    start_simulator();
    environment["TMPDIR"] = "/nowhere/tmp";
    expect(ask(2), "FAIL", "spool", "/nowhere/tmp", "sync.spool_dir");
}

TEST_P(Doctor, MistakesInTheSettingsAreAllToldAtOnce) {
    environment.erase("GITHUB_TOKEN");
    environment["SYNC_BACKFILL_DAYS"] = "0";
    const auto findings = ask(2);
    expect(findings, "FAIL", "configuration", "GITHUB_TOKEN");
    expect(findings, "FAIL", "configuration", "SYNC_BACKFILL_DAYS");
}

ON_BOTH_ENGINES(Doctor);

}  // namespace
