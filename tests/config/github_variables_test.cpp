#include <gtest/gtest.h>

#include "environment_support.hpp"

namespace config::testing {
namespace {

TEST(GithubVariables, MakeOneSourceWithTheUsersDataset) {
    const auto loaded = load(complete());
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    const source_settings& source = loaded.settings.sources[0];
    EXPECT_EQ(source.name, "github");
    EXPECT_EQ(source.api_url, "http://127.0.0.1:18080");
    EXPECT_EQ(source.token.expose(), "test-token");
    EXPECT_EQ(source.datasets, std::vector{schema::dataset::users});
    EXPECT_TRUE(source.download_hosts.empty());
}

TEST(GithubVariables, NameScopesInLowerCaseEachOnce) {
    auto set = complete();
    set["GITHUB_ENTERPRISE"] = "Octo-Corp";
    set["GITHUB_ORG"] = "Octo-Org, second,octo-org,,octo-corp";
    const auto loaded = load(set);
    EXPECT_EQ(words(loaded), "");
    using schema::scope_kind;
    EXPECT_EQ(loaded.settings.sources[0].scopes, (std::vector<schema::scope>{{scope_kind::enterprise, "octo-corp"},
                                                                             {scope_kind::organization, "octo-org"},
                                                                             {scope_kind::organization, "second"},
                                                                             {scope_kind::organization, "octo-corp"}}));
}

TEST(GithubVariables, MayNameAnEnterpriseAlone) {
    auto set = complete();
    set.erase("GITHUB_ORG");
    set["GITHUB_ENTERPRISE"] = "octo-corp";
    EXPECT_EQ(words(load(set)), "");
}

TEST(GithubVariables, WithoutAnyScopeAreAMistake) {
    auto set = complete();
    set.erase("GITHUB_ORG");
    const auto loaded = load(set);
    ASSERT_EQ(loaded.mistakes.size(), 1u);
    EXPECT_TRUE(says(loaded, "neither GITHUB_ORG nor GITHUB_ENTERPRISE is set"));
}

TEST(GithubVariables, WithAListOfNothingButCommasNameNoScope) {
    const auto loaded = load_with("GITHUB_ORG", " , ,");
    ASSERT_EQ(loaded.mistakes.size(), 1u) << words(loaded);
    EXPECT_TRUE(says(loaded, "GITHUB_ORG"));
}

TEST(GithubVariables, WithAWrongSlugGetThatMistakeAndNoOther) {
    for (const char* slug : {"octo org", "octo/org", "octo-org?x=1", "..", "öcto"}) {
        const auto loaded = load_with("GITHUB_ORG", slug);
        ASSERT_EQ(loaded.mistakes.size(), 1u) << words(loaded);
        EXPECT_TRUE(says(loaded, "GITHUB_ORG holds '" + std::string(slug) + "'")) << words(loaded);
    }
}

TEST(GithubVariables, ReportEachWrongSlugOfAList) {
    const auto loaded = load_with("GITHUB_ORG", "good,bad slug,also/bad");
    EXPECT_EQ(loaded.mistakes.size(), 2u) << words(loaded);
}

TEST(GithubVariables, LoseTheTrailingSlashesOfTheBaseUrl) {
    const auto loaded = load_with("GITHUB_API_URL", "http://localhost:8080/api/v3//");
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.sources[0].api_url, "http://localhost:8080/api/v3");
}

TEST(GithubVariables, RefuseABaseUrlThatWouldSendTheTokenInTheClear) {
    for (const char* url :
         {"http://api.github.com", "http://127.0.0.1.example.com", "http://localhost@evil.example.com",
          "http://localhost:80@evil.example.com", "http://[::1].evil.example.com", "api.github.com"}) {
        const auto loaded = load_with("GITHUB_API_URL", url);
        ASSERT_EQ(loaded.mistakes.size(), 1u) << url;
        EXPECT_TRUE(says(loaded, "GITHUB_API_URL must")) << words(loaded);
    }
}

TEST(GithubVariables, RefuseHttpsAsLongAsTlsIsNotBuiltEvenByDefault) {
    for (const bool by_default : {false, true}) {
        auto set = complete();
        if (by_default)
            set.erase("GITHUB_API_URL");
        else
            set["GITHUB_API_URL"] = "https://api.acme.ghe.com";
        const auto loaded = load(set);
        ASSERT_EQ(loaded.mistakes.size(), 1u);
        EXPECT_TRUE(says(loaded, by_default ? "https://api.github.com" : "https://api.acme.ghe.com"));
        EXPECT_TRUE(says(loaded, "not built yet"));
    }
}

TEST(GithubVariables, OfAnAppAndOfAugmentAreRefusedNotIgnored) {
    for (const char* name : {"GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_PRIVATE_KEY_FILE",
                             "GITHUB_APP_INSTALLATION_ID", "AUGMENT_API_TOKEN", "AUGMENT_API_URL", "AUGMENT_ORG"}) {
        const auto loaded = load_with(name, "some-value");
        ASSERT_EQ(loaded.mistakes.size(), 1u) << name << "\n" << words(loaded);
        EXPECT_TRUE(says(loaded, std::string(name) + " is set")) << words(loaded);
        EXPECT_TRUE(says(loaded, "not built yet")) << words(loaded);
        EXPECT_FALSE(says(loaded, "some-value")) << words(loaded);
    }
}

}  // namespace
}  // namespace config::testing
