#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

TEST(YamlKeys, UnknownOnesNameTheNearestAtEveryLevel) {
    const file_case cases[] = {
        {complete_yaml + "synk: {}\n", {"FILE:7: unknown key synk (did you mean sync?)"}},
        {complete_yaml + "databse: {}\n", {"FILE:7: unknown key databse (did you mean database?)"}},
        {complete_yaml + "sync:\n  backfil_days: 3\n",
         {"FILE:8: unknown key sync.backfil_days (did you mean backfill_days?)"}},
        {complete_yaml + "archive:\n  Directory: /x\n",
         {"FILE:8: unknown key archive.Directory (did you mean directory?)"}},
        {complete_yaml + "privacy:\n  profil: identified\n",
         {"FILE:8: unknown key privacy.profil (did you mean profile?)"}},
        {complete_yaml + "    tokn: x\n", {"FILE:7: unknown key sources.tokn (did you mean token?)"}},
        {complete_yaml + "    organisations: [x]\n",
         {"FILE:7: unknown key sources.organisations (did you mean organizations?)"}},
        {complete_yaml + "concurrency: 3\n", {"FILE:7: unknown key concurrency (it belongs under sync)"}},
        {complete_yaml + "sync:\n  sources: []\n", {"FILE:8: unknown key sync.sources (it belongs at the top level)"}},
        {complete_yaml + "    private_key_file: x\n",
         {"FILE:7: unknown key sources.private_key_file (it belongs under sources.app)"}},
        {complete_yaml + "archive:\n  compression: zstd\n",
         {"FILE:8: unknown key archive.compression (known here: directory)"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(YamlKeys, UnknownOnesOfAnAppToo) {
    const std::string yaml = R"(database: {url: "sqlite:a"}
sources:
  - type: github_copilot
    organizations: [octo-org]
    app: {id: 7, private_key: "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----", instalation_id: 3}
)";
    expect_mistakes({yaml, {"FILE:5: unknown key sources.app.instalation_id (did you mean installation_id?)"}});
}

TEST(YamlKeys, RepeatedOnesNameBothLines) {
    const file_case cases[] = {
        {complete_yaml + "sync:\n  concurrency: 3\n  deadline: 5m\n  concurrency: 4\n",
         {"FILE:10: sync.concurrency stands here a second time, first in line 8: keep one"}},
        {complete_yaml + "sync: {}\ndatabase: {}\n",
         {"FILE:8: database stands here a second time, first in line 1: keep one"}},
        {complete_yaml + "    token: other\n",
         {"FILE:7: sources.token stands here a second time, first in line 5: keep one"}},
        {complete_yaml + "sync:\n  concurrency: 3\n  \"concurrency\": 3\n  concurrency: 3\n",
         {"FILE:9: sync.concurrency stands here a second time, first in line 8: keep one",
          "FILE:10: sync.concurrency stands here a second time, first in line 8: keep one"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(YamlKeys, WithValuesOfTheWrongShapeSayWhichIsRight) {
    const file_case cases[] = {
        {complete_yaml + "sync: 3\n", {"FILE:7: sync must hold keys with values, not a single value"}},
        {complete_yaml + "sync: [a]\n", {"FILE:7: sync must hold keys with values, not a list"}},
        {complete_yaml + "sync:\n  concurrency: [3]\n",
         {"FILE:8: sync.concurrency must be a single value, not a list"}},
        {complete_yaml + "sync:\n  concurrency: {a: 3}\n",
         {"FILE:8: sync.concurrency must be a single value, not keys with values"}},
        {complete_yaml + "    enterprises: octo-corp\n",
         {"FILE:7: sources.enterprises must be a list, e.g. enterprises: [one, two], not a single value"}},
        {complete_yaml + "    datasets: {users: true}\n",
         {"FILE:7: sources.datasets must be a list, e.g. datasets: [one, two], not keys with values"}},
        {complete_yaml + "    enterprises: [[octo-corp]]\n",
         {"FILE:7: sources.enterprises must hold single values, not a list"}},
        {complete_yaml + "    enterprises:\n      -\n      - octo-corp\n",
         {"FILE:7: sources.enterprises must hold single values, not nothing"}},
        {complete_yaml + "  - just text\n", {"FILE:7: each of sources must hold keys with values, not a single value"}},
        {"database: {url: \"sqlite:a\"}\nsources: github\n",
         {"FILE:2: sources must be a list: begin each source with `- name:`"}},
        {"database: {url: \"sqlite:a\"}\nsources:\n  type: github_copilot\n",
         {"FILE:2: sources must be a list: begin each source with `- name:`"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(YamlKeys, WithNothingBehindThemAreAsIfNotThere) {
    const auto loaded =
        load_yaml(complete_yaml +
                  "    enterprises:\n    datasets:\n    download_hosts: ~\n    app:\n    name:\n    organization:\n"
                  "sync:\n  concurrency:\n  deadline: null\narchive:\nprivacy:\n  profile:\n");
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(loaded.settings.sync.concurrency, 4);
    EXPECT_EQ(loaded.settings.sources.at(0).name, "github");
}

TEST(YamlKeys, OfTheOtherVendorAreRefused) {
    expect_mistakes({complete_yaml + "    organization: octo\n",
                     {"FILE:7: sources.organization is for the type augment (did you mean organizations?)"}});
    const std::string augment =
        "database: {url: \"sqlite:a\"}\nsources:\n  - type: augment\n    token: t\n    organization: acme\n";
    expect_mistakes(
        {augment + "    organizations: [acme]\n    enterprises: [acme]\n    app: {}\n    download_hosts: []\n",
         {"FILE:6: sources.organizations is for the type github_copilot (did you mean organization?)",
          "FILE:7: sources.enterprises is for the type github_copilot",
          "FILE:8: sources.app is for the type github_copilot",
          "FILE:9: sources.download_hosts is for the type github_copilot"}});
}

TEST(YamlKeys, AreAllReportedInOneGo) {
    const file_case all{
        R"(database:
  url: [x]
  auto_migrate: maybe
sorces: []
sources:
  - type: copilot
    organizations: [octo org, octo-org, Octo-Org]
    datasets: [user]
sync:
  backfill_days: 0
  deadline: later
  max_bad_records: 2
privacy:
  profile: anonymous
)",
        {"FILE:2: database.url must be a single value, not a list",
         "FILE:3: database.auto_migrate is 'maybe': it must be true or false",
         "FILE:4: unknown key sorces (did you mean sources?)",
         "FILE:6: sources.type is 'copilot': it must be one of github_copilot, augment",
         "FILE:6: this source has no token: write token: ${NAME}, or token_file, or app",
         "FILE:7: sources.organizations holds 'octo org', which is no slug: letters, digits, '-', '_' and '.'",
         "FILE:7: sources.organizations names 'Octo-Org' twice: keep one (case does not matter)",
         "FILE:8: sources.datasets is 'user': it must be one of seats, totals, users, user_teams, repos, "
         "engagement (did you mean users?)",
         "FILE:10: sync.backfill_days is '0': it must be a whole number from 1 to 365",
         "FILE:11: sync.deadline is 'later': it must be a duration such as 50m, 90s or 1h30m",
         "FILE:12: sync.max_bad_records is '2': it must be a share from 0 to 1, e.g. 0.01",
         "FILE:14: privacy.profile is 'anonymous': it must be one of aggregate, pseudonymous, identified"}};
    expect_mistakes(all);
}

}  // namespace
}  // namespace config::testing
