#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config/config_keys.hpp"
#include "config/environment.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

std::string document(const std::string& name) {
    std::ifstream in(std::string(PROJECT_DIR) + "/" + name);
    std::ostringstream text;
    text << in.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

/// The blocks in ```yaml.
std::vector<std::string> yamls_of(const std::string& text) {
    const std::string fence = "```yaml\n";
    std::vector<std::string> blocks;
    for (auto begin = text.find(fence); begin != text.npos; begin = text.find(fence, begin + 1)) {
        const auto start = begin + fence.size();
        blocks.push_back(text.substr(start, text.find("```\n", start) - start));
    }
    return blocks;
}

TEST(Documents, ConfigurationOfTheReadmeLoads) {
    const auto blocks = yamls_of(document("README.md"));
    ASSERT_EQ(blocks.size(), 2u);  // the second is one more entry of the first one's sources
    std::string both = blocks[0];
    both.insert(both.find("sync:\n"), blocks[1]);
    const variables one{{"DATABASE_URL", "sqlite:a"}, {"GITHUB_TOKEN", "t"}};
    variables two = one;
    two["AUGMENT_API_TOKEN"] = "a";
    for (const auto& [yaml, set, sources] : {std::tuple{blocks[0], one, 1u}, std::tuple{both, two, 2u}}) {
        const auto loaded = load_given({.yaml = yaml, .set = set, .built = {}, .yaml_mode = 0644});
        EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
        EXPECT_EQ(loaded.settings.sources.size(), sources);
    }
}

TEST(Documents, ConfigurationOfTheReferenceLoads) {
    const auto blocks = yamls_of(document("docs/configuration.md"));
    ASSERT_EQ(blocks.size(), 1u);
    const auto loaded = load_given({.yaml = blocks[0],
                                    .set = {{"DATABASE_URL", "sqlite:a"}},
                                    .what = needs::database_only,  // its secret files are somebody else's
                                    .built = {},
                                    .yaml_mode = 0644});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sources.size(), 3u);
}

TEST(Documents, ReferenceHasARowForEveryKey) {
    const std::string text = document("docs/configuration.md");
    const std::pair<std::string, std::string> sections[] = {
        {"database", "database."}, {"sources", "sources[]."}, {"sources.app", "sources[].app."},
        {"sync", "sync."},         {"archive", "archive."},   {"privacy", "privacy."}};
    for (const auto& [section, shown] : sections)
        for (const known_key& key : keys_of(section))
            if (key.shape != key_shape::app) {
                EXPECT_NE(text.find("\n| `" + shown + key.name + "` | "), std::string::npos) << shown << key.name;
            }
}

TEST(Documents, ReferenceTellsTheTrueDefaults) {
    const std::string text = document("docs/configuration.md");
    const sync_settings sync;
    const std::pair<std::string, int> cases[] = {{"backfill_days", sync.backfill_days},
                                                 {"settle_days", sync.settle_days},
                                                 {"concurrency", sync.concurrency},
                                                 {"retention_days", sync.retention_days}};
    for (const auto& [key, value] : cases)
        EXPECT_NE(text.find("| `sync." + key + "` | `" + std::to_string(value) + "` |"), std::string::npos) << key;
    EXPECT_NE(text.find("| `sync.max_bad_records` | `0.01` |"), std::string::npos);
    EXPECT_DOUBLE_EQ(sync.max_bad_records, 0.01);
    EXPECT_NE(text.find("| `sources[].api_url` | `" + source_settings{}.api_url + "`, `https://api.augmentcode.com` |"), std::string::npos);
}

TEST(Documents, ReferenceNamesEveryVariable) {
    const std::string text = document("docs/configuration.md");
    auto names = source_variables();
    names.insert(names.end(), {"DATABASE_URL", "SYNC_BACKFILL_DAYS", "SYNC_CONCURRENCY", "SYNC_DEADLINE",
                               "SYNC_RETENTION_DAYS", "TMPDIR", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"});
    for (const std::string& name : names) EXPECT_NE(text.find("`" + name + "`"), std::string::npos) << name;
}

}  // namespace
}  // namespace config::testing
