#include <gtest/gtest.h>

#include "environment_support.hpp"

namespace config::testing {
namespace {

using namespace std::chrono_literals;

TEST(Environment, AloneIsEnoughAndHasTheDocumentedDefaults) {
    const auto loaded = load(complete());
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:metrics.db");
    const sync_settings& sync = loaded.settings.sync;
    EXPECT_EQ(sync.backfill_days, 28);
    EXPECT_EQ(sync.settle_days, 4);
    EXPECT_EQ(sync.concurrency, 4);
    EXPECT_FALSE(sync.deadline);
    EXPECT_DOUBLE_EQ(sync.max_bad_records, 0.01);
    EXPECT_EQ(sync.retention_days, 0);
    EXPECT_EQ(sync.spool_dir, "/tmp");
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    EXPECT_EQ(loaded.settings.sources[0].name, "github");
}

TEST(Environment, ReadsEveryVariableOfTheRun) {
    auto set = complete();
    set["SYNC_BACKFILL_DAYS"] = "365";
    set["SYNC_CONCURRENCY"] = "8";
    set["SYNC_DEADLINE"] = "50m";
    set["SYNC_RETENTION_DAYS"] = "0";
    set["TMPDIR"] = "/var/spool/metrics";
    const auto loaded = load(set);
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.sync.backfill_days, 365);
    EXPECT_EQ(loaded.settings.sync.concurrency, 8);
    EXPECT_EQ(loaded.settings.sync.deadline, 50min);
    EXPECT_EQ(loaded.settings.sync.spool_dir, "/var/spool/metrics");
}

TEST(Environment, RefusesValuesOutsideTheirBoundsAndNamesTheVariable) {
    const std::pair<const char*, const char*> cases[] = {
        {"SYNC_BACKFILL_DAYS", "0"},   {"SYNC_BACKFILL_DAYS", "366"}, {"SYNC_BACKFILL_DAYS", "many"},
        {"SYNC_CONCURRENCY", "0"},     {"SYNC_CONCURRENCY", "65"},    {"SYNC_CONCURRENCY", "2.5"},
        {"SYNC_RETENTION_DAYS", "-1"}, {"SYNC_DEADLINE", "soon"},     {"SYNC_DEADLINE", "0"}};
    for (const auto& [name, value] : cases) {
        const auto loaded = load_with(name, value);
        ASSERT_EQ(loaded.mistakes.size(), 1u) << name << "=" << value << "\n" << words(loaded);
        EXPECT_TRUE(says(loaded, name)) << words(loaded);
        EXPECT_TRUE(says(loaded, "'" + std::string(value) + "'")) << words(loaded);
    }
}

TEST(Environment, TakesTheDaysOfRetention) {
    const auto loaded = load_with("SYNC_RETENTION_DAYS", "400");
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.sync.retention_days, 400);
}

TEST(Environment, TakesAnEmptyVariableAsUnset) {
    auto set = complete();
    for (const char* name : {"SYNC_BACKFILL_DAYS", "SYNC_CONCURRENCY", "SYNC_DEADLINE", "SYNC_RETENTION_DAYS", "TMPDIR",
                             "GITHUB_ENTERPRISE", "GITHUB_TOKEN_FILE", "GITHUB_APP_ID", "AUGMENT_API_TOKEN"})
        set[name] = "";
    const auto loaded = load(set);
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.sync.backfill_days, 28);
    EXPECT_EQ(loaded.settings.sync.spool_dir, "/tmp");
}

TEST(Environment, WithoutADatabaseIsAMistakeThatShowsBothKinds) {
    for (const bool empty : {false, true}) {
        auto set = complete();
        set.erase("DATABASE_URL");
        if (empty) set["DATABASE_URL"] = "";
        const auto loaded = load(set);
        ASSERT_EQ(loaded.mistakes.size(), 1u);
        EXPECT_TRUE(says(loaded, "DATABASE_URL is not set"));
        EXPECT_TRUE(says(loaded, "sqlite:"));
        EXPECT_TRUE(says(loaded, "postgresql://"));
    }
}

TEST(Environment, ReportsEveryMistakeInOneGo) {
    const auto loaded = load({{"SYNC_BACKFILL_DAYS", "0"},
                              {"SYNC_CONCURRENCY", "x"},
                              {"SYNC_DEADLINE", "later"},
                              {"SYNC_RETENTION_DAYS", "-3"},
                              {"GITHUB_API_URL", "http://api.github.com"},
                              {"GITHUB_APP_ID", "an app"},
                              {"GITHUB_APP_INSTALLATION_ID", "mine"},
                              {"AUGMENT_ORG", "acme"}});
    for (const char* name :
         {"DATABASE_URL", "SYNC_BACKFILL_DAYS", "SYNC_CONCURRENCY", "SYNC_DEADLINE", "SYNC_RETENTION_DAYS",
          "GITHUB_API_URL", "GITHUB_APP_ID is 'an app'", "GITHUB_APP_PRIVATE_KEY is not set",
          "GITHUB_APP_INSTALLATION_ID", "AUGMENT_API_TOKEN is not set", "neither GITHUB_ORG nor GITHUB_ENTERPRISE"})
        EXPECT_TRUE(says(loaded, name)) << name << "\n" << words(loaded);
    EXPECT_EQ(loaded.mistakes.size(), 11u) << words(loaded);
}

TEST(Environment, OfACommandForTheDatabaseAloneNeedsNoSource) {
    const auto loaded = load({{"DATABASE_URL", "sqlite:metrics.db"}}, {}, needs::database_only);
    EXPECT_EQ(words(loaded), "");
    EXPECT_TRUE(loaded.settings.sources.empty());
}

TEST(Environment, OfACommandForTheDatabaseAloneStillRefusesItsOwnMistakes) {
    const auto loaded = load({{"SYNC_CONCURRENCY", "x"}}, {}, needs::database_only);
    EXPECT_EQ(loaded.mistakes.size(), 2u) << words(loaded);
}

TEST(Flags, WinOverTheEnvironment) {
    auto set = complete();
    set["SYNC_CONCURRENCY"] = "2";
    set["SYNC_DEADLINE"] = "1h";
    const auto loaded = load(set, {{"DATABASE_URL", {"--database", "sqlite:other.db"}},
                                   {"SYNC_CONCURRENCY", {"--concurrency", "3"}},
                                   {"SYNC_DEADLINE", {"--deadline", "90s"}}});
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:other.db");
    EXPECT_EQ(loaded.settings.sync.concurrency, 3);
    EXPECT_EQ(loaded.settings.sync.deadline, 90s);
}

TEST(Flags, WinOverAWrongVariableToo) {
    auto set = complete();
    set["SYNC_CONCURRENCY"] = "nonsense";
    EXPECT_EQ(words(load(set, {{"SYNC_CONCURRENCY", {"--concurrency", "3"}}})), "");
}

TEST(Flags, AreNamedInMessagesAsTheyWereTyped) {
    const auto loaded =
        load(complete(), {{"SYNC_CONCURRENCY", {"--concurrency", "0"}}, {"SYNC_DEADLINE", {"--deadline", "soon"}}});
    ASSERT_EQ(loaded.mistakes.size(), 2u);
    EXPECT_TRUE(says(loaded, "--concurrency is '0'")) << words(loaded);
    EXPECT_TRUE(says(loaded, "--deadline is 'soon'")) << words(loaded);
    EXPECT_FALSE(says(loaded, "SYNC_")) << words(loaded);
}

}  // namespace
}  // namespace config::testing
