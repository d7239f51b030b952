#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

/// As if only one thing were missing.
build_state all_but(const unbuilt_feature& missing) { return {{&missing, 1}, schema::all_datasets}; }

TEST(NotBuilt, EachFeatureIsRefusedWithItsSentence) {
    const std::pair<feature, file_case> cases[] = {
        {feature::privacy_profile,
         {complete_yaml + "privacy: {profile: aggregate}\n",
          {"FILE:7: privacy.profile is 'aggregate', but X is not built yet: Y"}}},
        {feature::privacy_profile,
         {complete_yaml + "privacy: {profile: pseudonymous}\n",
          {"FILE:7: privacy.profile is 'pseudonymous', but X is not built yet: Y"}}},
        {feature::privacy_key,
         {complete_yaml + "privacy: {key_file: /key}\n",
          {"FILE:7: privacy.key_file is set, but X is not built yet: Y"}}},
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

TEST(NotBuilt, InThisVersionAreExactlyThese) {
    const std::pair<const char*, const char*> cases[] = {
        {"privacy: {profile: aggregate}",
         "privacy.profile is 'aggregate', but any privacy profile but identified is not "
         "built yet: write identified, or do not load these data yet"},
        {"privacy: {profile: pseudonymous}",
         "privacy.profile is 'pseudonymous', but any privacy profile but identified is "
         "not built yet: write identified, or do not load these data yet"},
        {"privacy: {key_file: /key}", "privacy.key_file is set, but pseudonyms is not built yet: take it out"},
    };
    for (const auto& [yaml, mistake] : cases)
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml + yaml + "\n", .built = {}}).mistakes),
                  "FILE:7: " + std::string(mistake) + "\n");
}

}  // namespace
}  // namespace config::testing
