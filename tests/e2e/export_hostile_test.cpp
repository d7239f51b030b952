// Names that try to break out of a cell, a string or the directory; the same bytes from both engines.

#include <algorithm>
#include <set>

#include "tests/e2e/export_fixture.hpp"

namespace {

using namespace e2e;

/// Logins that a spreadsheet computes, a parser stumbles over, or a terminal obeys.
const std::vector<std::string> hostile{"=cmd|' /C calc'!A0",
                                       "=1+1\";=1+1",
                                       "@SUM(1)",
                                       "+1-1",
                                       "-2+3",
                                       "\t=1",
                                       "\r=1",
                                       " =1+1",
                                       "＝1+1",
                                       "quote\"d",
                                       "a,b",
                                       "line\nfeed",
                                       "a\r\nb",
                                       "",
                                       "\x1b[2J",
                                       "😀 李雷 \u202e",
                                       "\\\"},{\\\"x\\\":1",
                                       "</script>",
                                       "'); DROP TABLE",
                                       "NULL",
                                       "a;b",
                                       "\u00a0=1"};

class HostileNames : public export_test {
protected:
    void add_hostile_users() {
        for (std::size_t i = 0; i < hostile.size(); ++i) add_user(std::to_string(1000 + i), hostile[i]);
    }
};

TEST_P(HostileNames, AreDefusedInCsvAndComeBackFromIt) {
    add_hostile_users();
    export_to_files("csv", 3);
    const auto rows = parse_csv(file(csv_name));
    std::size_t found = 0;
    for (const auto& row : rows) {
        if (row[5].size() != 4 || row[5][0] != '1') continue;
        const std::string& name = hostile.at(std::stoul(row[5]) - 1000);
        const std::string& cell = row[6];
        const bool is_defused = cell == "'" + name;
        EXPECT_TRUE(cell == name || is_defused) << cell;
        for (const char sign : {'=', '+', '-', '@', '\t', '\r'}) EXPECT_FALSE(cell.starts_with(sign)) << cell;
        const bool computes = name.find_first_of("=+-@") == 0 || name.starts_with("\t") || name.starts_with("\r") ||
                              name == " =1+1" || name == "＝1+1" || name == "\u00a0=1";
        EXPECT_EQ(is_defused, computes) << name;
        ++found;
    }
    EXPECT_EQ(found, hostile.size());
}

TEST_P(HostileNames, ComeBackFromJson) {
    add_hostile_users();
    export_to_files("json", 3);
    EXPECT_EQ(violations("daily", {daily_name(16)}), "");
    const json_value day = parse_json(file(daily_name(16)));
    const json_value& users = scope_of(day, "github", "organization").at("users").at("records");
    for (std::size_t i = 0; i < hostile.size(); ++i)
        EXPECT_EQ(with_member(users, "user_key", std::to_string(1000 + i)).at("user_login").text, hostile[i]);
    for (const auto& [name, text] : files())
        for (const char c : text) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << name;
}

TEST_P(HostileNames, StayInTheDirectory) {
    const std::vector<std::string> slugs{"..",      "../../escape", "/etc/passwd", "a/b", "a_b",
                                         ".hidden", "a\nb",         "C:\\x",       "%2E"};
    for (const std::string& slug : slugs) {
        add_target("github", "organization", slug, "users");
        add_target("github", "organization", slug, "totals");
        add_state("github", "organization", slug, "users", "2026-11-16", "completed");
        add_user("7", "someone", "github", slug);
    }
    add_target("../..", "organization", "octo", "users");
    add_state("../..", "organization", "octo", "users", "2026-11-16", "completed");
    add_user("8", "someone", "../..");
    std::set<std::string> before;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        before.insert(entry.path().filename());
    export_to_files("ndjson", 3);
    const auto written = files();
    for (const char* name :
         {"%2E.%2F../organization/octo", "github/organization/%2E.", "github/organization/a%2Fb",
          "github/organization/a_b", "github/organization/%252E", "github/organization/%2Fetc%2Fpasswd"})
        EXPECT_TRUE(written.contains(name + std::string("/users/2026-11-16.ndjson"))) << name;
    for (const auto& [name, text] : written)
        EXPECT_TRUE(name.starts_with("github/organization/") || name.starts_with("github/enterprise/octo/") ||
                    name.starts_with("augment/organization/acme/") || name.starts_with("%2E.%2F../") ||
                    name.starts_with("records_2026"))
            << name;
    export_to_files("legacy", 3);
    EXPECT_EQ(files().size(), slugs.size() + 2) << "no two scopes share a file";
    before.insert("out");
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
        const std::string name = entry.path().filename();
        EXPECT_TRUE(before.contains(name) || name.starts_with("metrics")) << name;  // SQLite's own files come and go
    }
}

ON_BOTH_ENGINES(HostileNames);

/// Both engines side by side: SetUp's database is the PostgreSQL of the pair.
class ExportBytes : public HostileNames {};

TEST_P(ExportBytes, OfAMixedDatabaseAreTheSameFromBothEngines) {
    add_hostile_users();
    const auto from_postgres = all_formats();
    test_support::scratch_database sqlite{sinks::engine::sqlite, directory.path().string(), "other"};
    environment["DATABASE_URL"] = sqlite.url();
    filled = &sqlite;
    fill();
    add_hostile_users();
    EXPECT_GT(from_postgres.size(), 20u);
    expect_equal(from_postgres, all_formats());
}

/// What the program itself loaded, with every dataset.
class ExportBytesOfReports : public export_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        datasets = {};
    }
};

TEST_P(ExportBytesOfReports, AreTheSameFromBothEngines) {
    start_simulator({.users = 25, .shards = 2});
    environment["SYNC_BACKFILL_DAYS"] = "8";
    ASSERT_EQ(sync().code(), 0);
    const auto from_postgres = all_formats();
    std::vector<std::string> daily, legacy;
    for (const auto& [name, text] : from_postgres)
        if (name.ends_with(".json")) (name.starts_with("legacy") ? legacy : daily).push_back(name);
    EXPECT_EQ(violations("legacy", legacy), "");
    std::erase_if(daily, [](const std::string& name) { return name.starts_with("aggregated"); });
    EXPECT_EQ(violations("daily", daily), "");
    EXPECT_EQ(violations("aggregate", {"aggregated_metrics_20261114_to_20261120.json"}), "");

    const test_support::scratch_database sqlite{sinks::engine::sqlite, directory.path().string(), "other"};
    environment["DATABASE_URL"] = sqlite.url();
    ASSERT_EQ(sync().code(), 0);
    expect_equal(from_postgres, all_formats());
}

TEST_P(ExportBytesOfReports, OfTwoVendorsAreTheSameFromBothEngines) {
    start_simulator({.users = 8});
    environment["AUGMENT_API_TOKEN"] = token;
    environment["AUGMENT_ORG"] = "Acme";
    environment["AUGMENT_API_URL"] = simulator().api_url();
    ASSERT_EQ(backfill(6, 4).code(), 0);
    const auto from_postgres = all_formats();
    std::vector<std::string> daily;
    for (int n = 14; n <= 20; ++n)
        daily.push_back("daily_exports_2026-11-14_to_2026-11-20/metrics_2026-11-" + std::to_string(n) + ".json");
    EXPECT_EQ(violations("daily", daily), "");
    EXPECT_EQ(violations("aggregate", {"aggregated_metrics_20261114_to_20261120.json"}), "");
    EXPECT_EQ(violations("legacy", {"legacy_metrics_20261114_to_20261120/augment/organization/acme.json"}), "");

    const auto rows = parse_csv(from_postgres.at("metrics_20261114_to_20261120.csv"));
    const auto column = [&](const std::string& name) {
        return static_cast<std::size_t>(std::find(rows.front().begin(), rows.front().end(), name) -
                                        rows.front().begin());
    };
    long long tool_calls = 0, people = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].at(column("source")) != "augment") continue;
        tool_calls += std::stoll(rows[i].at(column("total_tool_calls")));
        people += rows[i].at(column("user_email")).empty() ? 0 : 1;
    }
    EXPECT_GT(people, 0);
    const json_value all = parse_json(from_postgres.at("aggregated_metrics_20261114_to_20261120.json"));
    const json_value& summary = scope_of(all, "augment", "organization").at("users").at("summary");
    EXPECT_EQ(summary.at("vendor_metrics").at("total_tool_calls").integer(), tool_calls);

    const test_support::scratch_database sqlite{sinks::engine::sqlite, directory.path().string(), "other"};
    environment["DATABASE_URL"] = sqlite.url();
    ASSERT_EQ(backfill(6, 4).code(), 0);
    expect_equal(from_postgres, all_formats());
}

INSTANTIATE_TEST_SUITE_P(On, ExportBytesOfReports, testing::Values(sinks::engine::postgresql), engine_name);
INSTANTIATE_TEST_SUITE_P(On, ExportBytes, testing::Values(sinks::engine::postgresql), engine_name);

}  // namespace
