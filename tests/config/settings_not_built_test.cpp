#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

/// As if only one thing were missing.
build_state all_but(const unbuilt_feature& missing) { return {{&missing, 1}, schema::all_datasets}; }

TEST(NotBuilt, EachFeatureIsRefusedWithItsSentence) {
    const std::pair<feature, file_case> cases[] = {
        {feature::augment,
         {"database: {url: \"sqlite:a\"}\nsources:\n  - {type: augment, token: t, organization: o}\n",
          {"FILE:3: sources.type is 'augment', but X is not built yet: Y"}}},
        {feature::archive,
         {complete_yaml + "archive: {directory: /raw}\n",
          {"FILE:7: archive.directory is set, but X is not built yet: Y"}}},
        {feature::privacy_profile,
         {complete_yaml + "privacy: {profile: aggregate}\n",
          {"FILE:7: privacy.profile is 'aggregate', but X is not built yet: Y"}}},
        {feature::privacy_profile,
         {complete_yaml + "privacy: {profile: pseudonymous}\n",
          {"FILE:7: privacy.profile is 'pseudonymous', but X is not built yet: Y"}}},
        {feature::privacy_key,
         {complete_yaml + "privacy: {key_file: /key}\n",
          {"FILE:7: privacy.key_file is set, but X is not built yet: Y"}}},
        {feature::retention,
         {complete_yaml + "sync: {retention_days: 30}\n",
          {"FILE:7: sync.retention_days is 30, but X is not built yet: Y"}}},
    };
    for (const auto& [which, expected] : cases) {
        const unbuilt_feature missing{which, "X", "Y"};
        EXPECT_EQ(lines(load_given({.yaml = expected.yaml, .built = all_but(missing)}).mistakes),
                  lines(expected.mistakes));
    }
}

TEST(NotBuilt, ValuesThatAskForNothingAreFine) {
    const auto loaded = load_given({.yaml = complete_yaml + "sync: {retention_days: 0}\narchive: {directory: \"\"}\n"
                                                            "privacy: {profile: identified, key_file: \"\"}\n",
                                    .built = {}});
    EXPECT_EQ(lines(loaded.mistakes), "");
}

TEST(NotBuilt, DatasetsAreRefusedByName) {
    const schema::dataset built[] = {schema::dataset::users};
    const auto loaded =
        load_given({.yaml = complete_yaml + "    datasets:\n      - users\n      - seats\n", .built = {{}, built}});
    EXPECT_EQ(lines(loaded.mistakes),
              "FILE:9: sources.datasets is 'seats', but this dataset is not built yet: take it out\n");
}

TEST(NotBuilt, RetentionIsJudgedByWhatCounts) {
    const unbuilt_feature missing{feature::retention, "X", "Y"};
    const std::string yaml = complete_yaml + "sync: {retention_days: 30}\n";
    EXPECT_EQ(
        lines(load_given({.yaml = yaml, .set = {{"SYNC_RETENTION_DAYS", "0"}}, .built = all_but(missing)}).mistakes),
        "");
    EXPECT_EQ(
        lines(load_given({.yaml = complete_yaml, .set = {{"SYNC_RETENTION_DAYS", "40"}}, .built = all_but(missing)})
                  .mistakes),
        "SYNC_RETENTION_DAYS is 40, but X is not built yet: Y\n");
}

TEST(NotBuilt, InThisVersionAreExactlyThese) {
    const std::pair<const char*, const char*> cases[] = {
        {"sync: {retention_days: 30}",
         "sync.retention_days is 30, but retention is not built yet: take it out, nothing is "
         "deleted meanwhile"},
        {"archive: {directory: /raw}",
         "archive.directory is set, but the archive of raw reports is not built yet: take it "
         "out, nothing is archived meanwhile"},
        {"privacy: {profile: aggregate}",
         "privacy.profile is 'aggregate', but any privacy profile but identified is not "
         "built yet: write identified, or do not load these data yet"},
        {"privacy: {profile: pseudonymous}",
         "privacy.profile is 'pseudonymous', but any privacy profile but identified is "
         "not built yet: write identified, or do not load these data yet"},
        {"privacy: {key_file: /key}", "privacy.key_file is set, but pseudonyms is not built yet: take it out"},
        {"  - {type: augment, token: t, organization: o}",
         "sources.type is 'augment', but the Augment connector is not "
         "built yet: take it out"},
    };
    for (const auto& [yaml, mistake] : cases)
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml + yaml + "\n", .built = {}}).mistakes),
                  "FILE:7: " + std::string(mistake) + "\n");
}

TEST(NotBuilt, VariablesAreRefusedOneByOne) {
    const unbuilt_feature missing{feature::augment, "X", "Y"};
    const auto loaded = load_given({.set = {{"DATABASE_URL", "sqlite:a"},
                                            {"GITHUB_TOKEN", "t"},
                                            {"GITHUB_ORG", "o"},
                                            {"AUGMENT_API_TOKEN", "hunter2"},
                                            {"AUGMENT_ORG", "a"}},
                                    .built = all_but(missing)});
    EXPECT_EQ(lines(loaded.mistakes),
              "AUGMENT_API_TOKEN is set, but X is not built yet: Y\n"
              "AUGMENT_ORG is set, but X is not built yet: Y\n");
}

}  // namespace
}  // namespace config::testing
