#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

using namespace std::chrono_literals;

const std::string run_yaml =
    complete_yaml + "sync:\n  backfill_days: 10\n  concurrency: 10\n  deadline: 10m\n  retention_days: 10\n";
const variables run_variables{{"DATABASE_URL", "sqlite:variable.db"},
                              {"SYNC_BACKFILL_DAYS", "20"},
                              {"SYNC_CONCURRENCY", "20"},
                              {"SYNC_DEADLINE", "20m"},
                              {"SYNC_RETENTION_DAYS", "20"}};
const flag_values run_flags{{"DATABASE_URL", {"--database", "sqlite:flag.db"}},
                            {"SYNC_CONCURRENCY", {"--concurrency", "30"}},
                            {"SYNC_DEADLINE", {"--deadline", "30m"}}};

TEST(Layers, FileBeatsDefaults) {
    const auto loaded = load_yaml(run_yaml);
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:metrics.db");
    EXPECT_EQ(loaded.settings.sync.backfill_days, 10);
    EXPECT_EQ(loaded.settings.sync.concurrency, 10);
    EXPECT_EQ(loaded.settings.sync.deadline, 10min);
    EXPECT_EQ(loaded.settings.sync.retention_days, 10);
    EXPECT_EQ(loaded.settings.sync.settle_days, 4);
}

TEST(Layers, VariablesBeatTheFile) {
    const auto loaded = load_yaml(run_yaml, run_variables);
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:variable.db");
    EXPECT_EQ(loaded.settings.sync.backfill_days, 20);
    EXPECT_EQ(loaded.settings.sync.concurrency, 20);
    EXPECT_EQ(loaded.settings.sync.deadline, 20min);
    EXPECT_EQ(loaded.settings.sync.retention_days, 20);
}

TEST(Layers, FlagsBeatVariablesAndFile) {
    const auto loaded = load_given({.yaml = run_yaml, .set = run_variables, .flags = run_flags});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:flag.db");
    EXPECT_EQ(loaded.settings.sync.backfill_days, 20);
    EXPECT_EQ(loaded.settings.sync.concurrency, 30);
    EXPECT_EQ(loaded.settings.sync.deadline, 30min);
}

TEST(Layers, EnvironmentBeatsTheFileOfVariablesWhichBeatsTheFile) {
    const auto loaded = load_given({.yaml = run_yaml,
                                    .set = {{"SYNC_CONCURRENCY", "20"}, {"SYNC_DEADLINE", ""}},
                                    .env_file = "SYNC_CONCURRENCY=15\nSYNC_BACKFILL_DAYS=15\nSYNC_DEADLINE=15m\n"});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sync.concurrency, 20);
    EXPECT_EQ(loaded.settings.sync.backfill_days, 15);
    EXPECT_EQ(loaded.settings.sync.deadline, 15min) << "an empty variable counts as not set";
}

TEST(Layers, FileOfVariablesAloneIsEnough) {
    const auto loaded = load_given({.env_file = "DATABASE_URL=sqlite:a\nGITHUB_TOKEN=t\nGITHUB_ORG=octo-org\n"});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sources.at(0).token.expose(), "t");
}

TEST(Layers, FileOfVariablesFillsThoseOfTheFile) {
    const auto loaded = load_given({.yaml = complete_yaml, .env_file = "GITHUB_TOKEN=from-file\n"});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sources.at(0).token.expose(), "from-file");
}

TEST(Layers, ValueThatIsOverriddenIsNotLookedAt) {
    const auto loaded = load_given({.yaml = "database:\n  url: ${DATABASE_URL}\n" +
                                            complete_yaml.substr(complete_yaml.find("sources")) +
                                            "sync:\n  concurrency: ${WORKERS}\n  deadline: soon\n",
                                    .flags = run_flags});
    EXPECT_EQ(lines(loaded.mistakes), "");
}

TEST(Layers, WrongVariableOrFlagIsNamedItselfNotTheFile) {
    const auto loaded = load_given({.yaml = run_yaml,
                                    .set = {{"SYNC_BACKFILL_DAYS", "x"}},
                                    .flags = {{"SYNC_CONCURRENCY", {"--concurrency", "0"}}}});
    EXPECT_EQ(lines(loaded.mistakes),
              "SYNC_BACKFILL_DAYS is 'x': it must be a whole number from 1 to 365\n"
              "--concurrency is '0': it must be a whole number from 1 to 64\n");
}

TEST(Layers, WithoutADatabaseAnywhereSayBothWays) {
    for (const char* database :
         {"", "database:\n", "database: {url: \"\"}\n", "database: {url: \"${D:-}\"}\n", "database: {}\n"})
        expect_mistakes({database + complete_yaml.substr(complete_yaml.find("sources")),
                         {"DATABASE_URL is not set and database.url not given: it is required, e.g. "
                          "DATABASE_URL=sqlite:metrics.db or DATABASE_URL=postgresql://user@host/database"}});
}

TEST(Layers, VariablesOfSourcesCountWhereTheFileDefinesNone) {
    for (const char* sources : {"", "sources:\n", "sources: []\n"}) {
        const auto loaded = load_yaml("database: {url: \"sqlite:a\"}\n" + std::string(sources),
                                      {{"GITHUB_TOKEN", "t"}, {"GITHUB_ORG", "octo-org"}});
        EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
        ASSERT_EQ(loaded.settings.sources.size(), 1u);
        EXPECT_EQ(loaded.settings.sources[0].scopes.at(0).identifier, "octo-org");
    }
}

TEST(Layers, VariablesOfSourcesAreIgnoredWithANoteWhereTheFileDefinesSome) {
    auto loaded = load_yaml(complete_yaml, {{"GITHUB_TOKEN", "t"}, {"GITHUB_ORG", "other"}, {"AUGMENT_ORG", "acme"}});
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(lines(loaded.warnings), "GITHUB_ORG and AUGMENT_ORG are ignored: FILE defines the sources\n")
        << "GITHUB_TOKEN is named in the file";
    EXPECT_EQ(loaded.settings.sources.at(0).scopes.at(0).identifier, "octo-org");
    loaded = load_yaml(complete_yaml, {{"GITHUB_APP_PRIVATE_KEY", "hunter2"}});
    EXPECT_EQ(lines(loaded.warnings), "GITHUB_APP_PRIVATE_KEY is ignored: FILE defines the sources\n");
}

TEST(Layers, NoSourceAnywhereIsSaidAsWithoutAFile) {
    expect_mistakes(
        {"database: {url: \"sqlite:a\"}\n",
         {"GITHUB_TOKEN is not set: it is required (or GITHUB_TOKEN_FILE, the path of a file that holds it, or "
          "GITHUB_APP_ID and the key of a GitHub App)",
          "neither GITHUB_ORG nor GITHUB_ENTERPRISE is set: name at least one, several separated by commas"}});
}

TEST(Layers, DatabaseOfAnotherKindIsAMistakeBesideTheOthersAndIsNotRepeated) {
    for (const char* url :
         {"mysql://user:hunter2@host/db", "host=h password=hunter2", "metrics.db", "http://host/db"}) {
        const auto sources = complete_yaml.substr(complete_yaml.find("sources")) + "sync: {concurrency: 0}\n";
        expect_mistakes({"database:\n  url: \"" + std::string(url) + "\"\n" + sources,
                         {"FILE:2: database.url must begin with postgresql:// or sqlite:, e.g. sqlite:metrics.db",
                          "FILE:8: sync.concurrency is '0': it must be a whole number from 1 to 64"}});
        EXPECT_EQ(lines(load_yaml(complete_yaml, {{"DATABASE_URL", url}}).mistakes),
                  "DATABASE_URL must begin with postgresql:// or sqlite:, e.g. sqlite:metrics.db\n");
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .flags = {{"DATABASE_URL", {"--database", url}}}}).mistakes),
                  "--database must begin with postgresql:// or sqlite:, e.g. sqlite:metrics.db\n");
    }
    EXPECT_EQ(lines(load_yaml(complete_yaml, {{"DATABASE_URL", "postgres://host/db"}}).mistakes), "");
}

TEST(Layers, FileThatCannotBeReadMakesNothingElseMissing) {
    auto loaded = load_given({.yaml = "database: [\n", .set = {{"SYNC_CONCURRENCY", "x"}}});
    ASSERT_EQ(loaded.mistakes.size(), 2u) << lines(loaded.mistakes);
    EXPECT_EQ(loaded.mistakes[1], "SYNC_CONCURRENCY is 'x': it must be a whole number from 1 to 64");
    loaded = load_given({.env_file = "DATABASE_URL sqlite:a\nGITHUB_ORG=octo/org\n"});
    EXPECT_EQ(lines(loaded.mistakes),
              "ENV:1: this is no NAME=value line\n"
              "GITHUB_ORG holds 'octo/org', which is no slug: letters, digits, '-', '_' and '.'\n");
}

TEST(Layers, DatabaseCommandsNeedNoCredentialsOfTheFile) {
    const std::string yaml = R"(database: {url: "sqlite:a"}
sources:
  - {type: github_copilot, token: "${GITHUB_TOKEN}", organizations: [octo-org]}
  - {type: github_copilot, name: second, token_file: /nowhere, organizations: [octo-org]}
  - {type: github_copilot, name: third, app: {private_key_file: /nowhere}, organizations: [octo-org]}
)";
    const auto loaded = load_given({.yaml = yaml, .what = needs::database_only});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    ASSERT_EQ(loaded.settings.sources.size(), 3u);
    EXPECT_EQ(loaded.settings.sources[1].name, "second");
    EXPECT_EQ(load_given({.yaml = yaml}).mistakes.size(), 4u);
}

TEST(Layers, DatabaseCommandsStillRefuseABadFile) {
    const auto loaded =
        load_given({.yaml = complete_yaml + "    enterprises: [a b]\n    nmae: x\n", .what = needs::database_only});
    EXPECT_EQ(loaded.mistakes.size(), 2u) << lines(loaded.mistakes);
}

TEST(Layers, ProxyThatCannotBeUsedIsAMistakeBesideTheOthersAndIsNotRepeated) {
    const std::string shape = " must be http://[user:password@]host:port\n";
    for (const char* text : {"http://u:hunter2@", "http://u:hunter2/x@proxy:3128", "http://proxy:hunter2",
                             "http://proxy/hunter2", "proxy?hunter2", "http://"})
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .set = {{"HTTPS_PROXY", text}}}).mistakes),
                  "HTTPS_PROXY" + shape)
            << text;
    for (const char* text : {"https://u:hunter2@proxy", "socks5://hunter2:1080"})
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml + "sync: {concurrency: 0}\n", .set = {{"https_proxy", text}}})
                            .mistakes),
                  "FILE:7: sync.concurrency is '0': it must be a whole number from 1 to 64\n"
                  "https_proxy must begin with http://: other proxies cannot be used\n");
    for (const char* text :
         {"proxy", "proxy:3128", "http://proxy:3128/", "HTTP://u:p%40@x@10.0.0.1:3128", "http://[::1]:3128"})
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .set = {{"HTTPS_PROXY", text}}}).mistakes), "") << text;
    EXPECT_EQ(
        lines(load_given({.yaml = complete_yaml, .set = {{"HTTPS_PROXY", "socks5://x"}}, .what = needs::database_only})
                  .mistakes),
        "")
        << "nobody is to be reached";
}

TEST(Layers, TheWayOutComesFromVariables) {
    auto network = load_yaml(complete_yaml).settings.network;
    EXPECT_TRUE(network.https_proxy.empty());
    EXPECT_EQ(network.no_proxy + network.ssl_cert_file, "");
    network = load_yaml(complete_yaml, {{"HTTPS_PROXY", "http://u:p@proxy:3128"},
                                        {"https_proxy", "http://other"},
                                        {"NO_PROXY", ".example.com"},
                                        {"SSL_CERT_FILE", "/etc/ca.pem"}})
                  .settings.network;
    EXPECT_EQ(network.https_proxy.expose(), "http://u:p@proxy:3128");
    EXPECT_EQ(network.no_proxy, ".example.com");
    EXPECT_EQ(network.ssl_cert_file, "/etc/ca.pem");
    network =
        load_given({.yaml = complete_yaml, .set = {{"https_proxy", "http://other"}}, .env_file = "no_proxy=a,b\n"})
            .settings.network;
    EXPECT_EQ(network.https_proxy.expose(), "http://other");
    EXPECT_EQ(network.no_proxy, "a,b");
}

}  // namespace
}  // namespace config::testing
