#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/config_keys.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

std::string example(const std::string& name) {
    std::ifstream in(std::string(EXAMPLES_DIR) + "/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(Examples, ConfigurationLoadsWithItsVariablesSetAndGivesTheDefaults) {
    const auto loaded = load_given({.yaml = example("copilot-metrics-sync.yaml"),
                                    .set = {{"DATABASE_URL", "sqlite:metrics.db"}, {"GITHUB_TOKEN", "t"}},
                                    .built = {},
                                    .yaml_mode = 0644});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:metrics.db");
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    EXPECT_EQ(loaded.settings.sources[0].scopes,
              (std::vector<schema::scope>{{schema::scope_kind::organization, "octo-org"}}));
    EXPECT_EQ(loaded.settings.sources[0].datasets, source_settings{}.datasets);
    const sync_settings defaults, &sync = loaded.settings.sync;
    EXPECT_EQ(sync.backfill_days, defaults.backfill_days);
    EXPECT_EQ(sync.settle_days, defaults.settle_days);
    EXPECT_EQ(sync.concurrency, defaults.concurrency);
    EXPECT_EQ(sync.deadline, defaults.deadline);
    EXPECT_DOUBLE_EQ(sync.max_bad_records, defaults.max_bad_records);
    EXPECT_EQ(sync.retention_days, defaults.retention_days);
}

TEST(Examples, ConfigurationAsksForTheGithubOfEverybody) {
    const auto loaded =
        load_yaml(example("copilot-metrics-sync.yaml"), {{"DATABASE_URL", "sqlite:a"}, {"GITHUB_TOKEN", "t"}});
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(loaded.settings.sources.at(0).api_url, "https://api.github.com");
}

TEST(Examples, ConfigurationNamesEveryKey) {
    const std::string text = example("copilot-metrics-sync.yaml");
    for (const char* section : {"", "database", "sources", "sources.app", "sync", "archive", "privacy"})
        for (const known_key& key : keys_of(section))
            EXPECT_NE(text.find(key.name + ":"), std::string::npos) << section << "." << key.name;
}

TEST(Examples, ConfigurationSaysWhichVariablesAreMissing) {
    EXPECT_EQ(load_yaml(example("copilot-metrics-sync.yaml")).mistakes.size(), 2u);
}

TEST(Examples, VariablesAloneAreEnough) {
    const auto loaded = load_given({.env_file = example("github-env.env"), .built = {}});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sources.at(0).token.expose(), "replace-me");
    EXPECT_EQ(loaded.settings.sources.at(0).scopes.at(0).identifier, "octo-org");
}

TEST(Examples, VariablesFillTheConfiguration) {
    const auto loaded =
        load_given({.yaml = example("copilot-metrics-sync.yaml"), .env_file = example("github-env.env"), .built = {}});
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(lines(loaded.warnings), "GITHUB_ORG is ignored: FILE defines the sources\n");
}

}  // namespace
}  // namespace config::testing
