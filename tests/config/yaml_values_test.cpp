#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

using namespace std::chrono_literals;

std::string in_section(const std::string& section, const std::string& key, const std::string& value) {
    return complete_yaml + section + ":\n  " + key + ": " + value + "\n";
}

TEST(YamlValues, OfEveryKeyArriveInTheSettings) {
    const auto loaded = load_yaml(R"(database:
  url: postgresql://metrics@db.example.com/metrics
  auto_migrate: false
sources:
  - name: GitHub Cloud
    type: github_copilot
    api_url: https://api.octo.ghe.com/
    token: opaque-token
    organizations: [Octo-Org, second]
    enterprises: [octo-corp]
    datasets: [seats, totals, users, user_teams, repos, engagement]
    download_hosts: [Reports.example.com, "reports.example.com:8443", "*.example.org"]
  - name: augment
    type: augment
    token: other-token
    organization: Acme
    datasets: [totals, users]
sync:
  backfill_days: 365
  settle_days: 0
  concurrency: 64
  deadline: 1h30m
  max_bad_records: 0.5
  spool_dir: /var/spool
  retention_days: 400
archive:
  directory: raw
privacy:
  profile: pseudonymous
  key_file: keys/hmac
)");
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    const settings& all = loaded.settings;
    EXPECT_EQ(all.database_url.expose(), "postgresql://metrics@db.example.com/metrics");
    EXPECT_FALSE(all.auto_migrate);
    ASSERT_EQ(all.sources.size(), 2u);
    const source_settings& github = all.sources[0];
    EXPECT_EQ(github.name, "GitHub Cloud");
    EXPECT_EQ(github.type, source_type::github_copilot);
    EXPECT_EQ(github.api_url, "https://api.octo.ghe.com");
    EXPECT_EQ(github.token.expose(), "opaque-token");
    EXPECT_EQ(github.scopes, (std::vector<schema::scope>{{schema::scope_kind::enterprise, "octo-corp"},
                                                         {schema::scope_kind::organization, "octo-org"},
                                                         {schema::scope_kind::organization, "second"}}));
    EXPECT_EQ(github.datasets, std::vector(schema::all_datasets.begin(), schema::all_datasets.end()));
    EXPECT_EQ(github.download_hosts,
              (std::vector<std::string>{"reports.example.com", "reports.example.com:8443", "*.example.org"}));
    const source_settings& augment = all.sources[1];
    EXPECT_EQ(augment.type, source_type::augment);
    EXPECT_EQ(augment.api_url, "https://api.augmentcode.com");
    EXPECT_EQ(augment.organization, "Acme");
    EXPECT_EQ(augment.scopes, (std::vector<schema::scope>{{schema::scope_kind::organization, "acme"}}));
    EXPECT_EQ(augment.datasets, (std::vector{schema::dataset::totals, schema::dataset::users}));
    EXPECT_EQ(all.sync.backfill_days, 365);
    EXPECT_EQ(all.sync.settle_days, 0);
    EXPECT_EQ(all.sync.concurrency, 64);
    EXPECT_EQ(all.sync.deadline, 90min);
    EXPECT_DOUBLE_EQ(all.sync.max_bad_records, 0.5);
    EXPECT_EQ(all.sync.spool_dir, "/var/spool");
    EXPECT_EQ(all.sync.retention_days, 400);
    EXPECT_EQ(all.archive_directory, "raw");
    EXPECT_EQ(all.privacy.profile, privacy_profile::pseudonymous);
    EXPECT_EQ(all.privacy.key_file, "keys/hmac");
}

TEST(YamlValues, OutsideTheirBoundsAreRefusedWithTheBounds) {
    struct row {
        const char* key;
        const char* rule;
        std::vector<std::string> wrong;
    };
    const row rows[] = {
        {"backfill_days", "a whole number from 1 to 365", {"0", "366", "-1", "many", "1.5", "\"\"", "0x10", "1e2"}},
        {"settle_days", "a whole number from 0 to 90", {"-1", "91", "true"}},
        {"concurrency", "a whole number from 1 to 64", {"0", "65", "99999999999999999999"}},
        {"retention_days", "a whole number from 0 to 36500", {"-1", "36501", "forever"}},
        {"max_bad_records",
         "a share from 0 to 1, e.g. 0.01",
         {"-0.1", "1.01", "1%", "nan", "inf", ".inf", "\"\"", "0,5", "1e-2", "all"}},
        {"deadline", "a duration such as 50m, 90s or 1h30m", {"soon", "0", "-5m", "50min"}},
    };
    for (const row& row : rows)
        for (std::string value : row.wrong) {
            const std::string yaml = in_section("sync", row.key, value);
            if (value == "\"\"") value.clear();
            expect_mistakes(
                {yaml, {"FILE:8: sync." + std::string(row.key) + " is '" + value + "': it must be " + row.rule}});
        }
}

TEST(YamlValues, AtTheirBoundsAreTaken) {
    for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"backfill_days", "1"},
                                                                                     {"backfill_days", "365"},
                                                                                     {"settle_days", "90"},
                                                                                     {"max_bad_records", "0"},
                                                                                     {"max_bad_records", "1"},
                                                                                     {"max_bad_records", ".5"},
                                                                                     {"deadline", "\"\""},
                                                                                     {"spool_dir", "\"\""},
                                                                                     {"concurrency", "\"3\""}})
        EXPECT_EQ(lines(load_yaml(in_section("sync", key, value)).mistakes), "") << key << ": " << value;
}

TEST(YamlValues, OfSwitchesAreTrueOrFalse) {
    for (const char* value : {"true", "TRUE", "\"true\"", "false", "False"})
        EXPECT_EQ(lines(load_yaml("database: {url: \"sqlite:a\", auto_migrate: " + std::string(value) + "}\n" +
                                  complete_yaml.substr(complete_yaml.find("sources")))
                            .mistakes),
                  "")
            << value;
    for (const char* value : {"yes", "on", "1", "maybe"})
        expect_mistakes({"database: {url: \"sqlite:a\", auto_migrate: " + std::string(value) + "}\n" +
                             complete_yaml.substr(complete_yaml.find("sources")),
                         {"FILE:1: database.auto_migrate is '" + std::string(value) + "': it must be true or false"}});
}

TEST(YamlValues, OfPrivacyAreKnownNamesAndPseudonymsNeedAKey) {
    expect_mistakes(
        {in_section("privacy", "profile", "agregate"),
         {"FILE:8: privacy.profile is 'agregate': it must be one of aggregate, pseudonymous, identified (did you "
          "mean aggregate?)"}});
    for (const char* more : {"", "  key_file: \"\"\n", "  key_file:\n"})
        expect_mistakes(
            {in_section("privacy", "profile", "pseudonymous") + more,
             {"FILE:8: privacy.profile is 'pseudonymous': it needs privacy.key_file, the file with the HMAC key"}});
}

TEST(YamlValues, EmptySpoolDirectoryIsThatOfTheSystem) {
    EXPECT_EQ(load_yaml(complete_yaml).settings.sync.spool_dir, "/tmp");
    EXPECT_EQ(load_yaml(complete_yaml, {{"TMPDIR", "/scratch"}}).settings.sync.spool_dir, "/scratch");
    EXPECT_EQ(load_yaml(in_section("sync", "spool_dir", "/own"), {{"TMPDIR", "/scratch"}}).settings.sync.spool_dir,
              "/own");
}

TEST(YamlValues, AreShownInOneShortLine) {
    const auto loaded = load_yaml(in_section("sync", "concurrency", "\"a\\nb\\e" + std::string(500, 'c') + "\""));
    EXPECT_EQ(lines(loaded.mistakes), "FILE:8: sync.concurrency is 'a b " + std::string(196, 'c') +
                                          "...': it must be a whole number from 1 to 64\n");
}

}  // namespace
}  // namespace config::testing
