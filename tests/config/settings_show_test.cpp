#include <gtest/gtest.h>

#include "config/config_show.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

const std::string full_yaml = R"(database:
  url: "sqlite:metrics.db"
  auto_migrate: false
sources:
  - name: "GitHub: 'cloud' ${X} \"\\"
    type: github_copilot
    api_url: "https://api.octo.ghe.com:8443/v3"
    token_file: TOKEN_FILE
    organizations: [octo-org, "123"]
    enterprises: [octo-corp]
    datasets: [seats, users]
    download_hosts: ["reports.example.com:8443", "*.example.org"]
  - name: app
    type: github_copilot
    api_url: https://api.github.com
    app:
      id: "12345"
      private_key: "***"
      installation_id: 678
    organizations: ["null"]
    enterprises: []
    datasets: [seats, totals, users, user_teams, repos, engagement]
    download_hosts: []
  - name: augment
    type: augment
    api_url: https://api.augmentcode.com
    token: "***"
    organization: Acme
    datasets: [totals, users]
sync:
  backfill_days: 90
  settle_days: 3
  concurrency: 8
  deadline: "90m"
  max_bad_records: 0.025
  spool_dir: "/var/spool/with blank"
  retention_days: 400
archive:
  directory: /var/raw
privacy:
  profile: pseudonymous
  key_file: /etc/hmac
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(ConfigShow, PrintsEveryKeyInOrderAndLoadsAgainAsTheSame) {
    const scratch_files files;
    const std::string pem = "-----BEGIN PRIVATE KEY-----\\nx\\n-----END PRIVATE KEY-----";
    const std::string shown_yaml =
        replaced(replaced(full_yaml, "TOKEN_FILE", files.write("token", "t")), "${X}", "$${X}");
    const auto loaded = load_yaml(replaced(shown_yaml, "private_key: \"***\"", "private_key: \"" + pem + "\""));
    ASSERT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(loaded.settings.sources.at(0).name, "GitHub: 'cloud' ${X} \"\\");
    const std::string shown = show_settings(loaded.settings);
    EXPECT_EQ(shown, shown_yaml);

    const auto again = load_yaml(replaced(shown, "private_key: \"***\"", "private_key: \"" + pem + "\""));
    ASSERT_EQ(lines(again.mistakes), "");
    EXPECT_EQ(show_settings(again.settings), shown);
}

TEST(ConfigShow, OfDefaultsHasEveryKeyToo) {
    const auto loaded =
        load_given({.set = {{"DATABASE_URL", "sqlite:a.db"}, {"GITHUB_TOKEN", "hunter2"}, {"GITHUB_ORG", "octo-org"}}});
    EXPECT_EQ(show_settings(loaded.settings), R"(database:
  url: "sqlite:a.db"
  auto_migrate: true
sources:
  - name: github
    type: github_copilot
    api_url: https://api.github.com
    token: "***"
    organizations: [octo-org]
    enterprises: []
    datasets: [seats, totals, users, user_teams, repos, engagement]
    download_hosts: []
sync:
  backfill_days: 28
  settle_days: 4
  concurrency: 4
  deadline: ""
  max_bad_records: 0.01
  spool_dir: /tmp
  retention_days: 0
archive:
  directory: ""
privacy:
  profile: identified
  key_file: ""
)");
}

TEST(ConfigShow, WithoutSourcesStillLoads) {
    settings none;
    none.database_url = secret{"sqlite:a"};
    EXPECT_NE(show_settings(none).find("\nsources: []\n"), std::string::npos);
}

TEST(ConfigShow, HidesWhateverOfTheDatabaseCouldBeSecret) {
    const std::pair<const char*, const char*> cases[] = {
        {"sqlite:/var/lib/metrics.db", "\"sqlite:/var/lib/metrics.db\""},
        {"postgresql://host/db", "postgresql://host/db"},
        {"postgresql:///db", "postgresql:///db"},
        {"postgres://host:5432/db", "\"postgres://host:5432/db\""},
        {"postgresql://user@host/db", "\"postgresql://***@host/db\""},
        {"postgresql://user:hunter2@host/db", "\"postgresql://***@host/db\""},
        {"postgresql://user:hunter2/@host/db", "\"postgresql://***@host/db\""},
        {"postgresql://user:hunter2@x@host/db", "\"postgresql://***@host/db\""},
        {"postgresql://host/db?password=hunter2", "\"postgresql://host/db?***\""},
        {"postgresql://u:p@host/db?password=hunter2", "\"postgresql://***@host/db?***\""},
        {"postgresql://host/db?password=x@hunter2", "\"***\""},
        {"postgresql://user:hunter2?x@host/db", "\"***\""},
        {"host=h password=hunter2", "\"***\""},
        {"postgres hunter2", "\"***\""},
        {"", "\"***\""},
    };
    for (const auto& [url, shown] : cases) {
        settings each;
        each.database_url = secret{url};
        EXPECT_TRUE(show_settings(each).starts_with("database:\n  url: " + std::string(shown) + "\n"))
            << show_settings(each);
    }
}

TEST(ConfigShow, TellsTheWayOutInComments) {
    settings each;
    each.network = {secret{"http://u:hunter2@proxy"}, "localhost,.example.com", "/etc/ca.pem"};
    const std::string shown = show_settings(each);
    EXPECT_TRUE(shown.ends_with(
        "  key_file: \"\"\n# HTTPS_PROXY=***\n# NO_PROXY=\"localhost,.example.com\"\n# SSL_CERT_FILE=/etc/ca.pem\n"))
        << shown;
}

TEST(ConfigShow, WritesDurationsAsPeopleDo) {
    for (const auto& [written, shown] : std::vector<std::pair<std::string, std::string>>{
             {"90s", "90s"}, {"120s", "2m"}, {"50m", "50m"}, {"1h30m", "90m"}, {"7200", "2h"}, {"1d", "24h"}}) {
        const auto loaded = load_yaml(complete_yaml + "sync: {deadline: " + written + "}\n");
        EXPECT_NE(show_settings(loaded.settings).find("  deadline: \"" + shown + "\"\n"), std::string::npos) << written;
    }
}

}  // namespace
}  // namespace config::testing
