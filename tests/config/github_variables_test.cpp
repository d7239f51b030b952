#include <gtest/gtest.h>

#include "environment_support.hpp"

namespace config::testing {
namespace {

TEST(GithubVariables, MakeOneSourceWithEveryDataset) {
    const auto loaded = load(complete());
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    const source_settings& source = loaded.settings.sources[0];
    EXPECT_EQ(source.name, "github");
    EXPECT_EQ(source.api_url, "http://127.0.0.1:18080");
    EXPECT_EQ(source.token.expose(), "test-token");
    using enum schema::dataset;
    EXPECT_EQ(source.datasets, (std::vector{seats, totals, users, user_teams, repos, engagement}));
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

TEST(GithubVariables, ReachTheGithubOfEverybodyWithoutABaseUrlAndAnyOtherByHttps) {
    auto set = complete();
    set.erase("GITHUB_API_URL");
    EXPECT_EQ(words(load(set)), "");
    EXPECT_EQ(load(set).settings.sources.at(0).api_url, "https://api.github.com");
    const auto loaded = load_with("GITHUB_API_URL", "https://api.acme.ghe.com");
    EXPECT_EQ(words(loaded), "");
    EXPECT_EQ(loaded.settings.sources.at(0).api_url, "https://api.acme.ghe.com");
}

TEST(GithubVariables, OfAnAppStandInsteadOfAToken) {
    auto set = complete();
    set.erase("GITHUB_TOKEN");
    set["GITHUB_APP_ID"] = "12345";
    set["GITHUB_APP_PRIVATE_KEY"] = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----";
    set["GITHUB_APP_INSTALLATION_ID"] = "678";
    const auto loaded = load(set);
    EXPECT_EQ(words(loaded), "");
    const auto& app = loaded.settings.sources.at(0).app;
    ASSERT_TRUE(app);
    EXPECT_EQ(app->id, "12345");
    EXPECT_EQ(app->private_key.expose(), set["GITHUB_APP_PRIVATE_KEY"]);
    EXPECT_EQ(app->installation_id, 678);
    EXPECT_TRUE(loaded.settings.sources[0].token.empty());
}

TEST(GithubVariables, GiveAnInstallationForOneScopeOnly) {
    auto set = complete();
    set.erase("GITHUB_TOKEN");
    set["GITHUB_APP_ID"] = "12345";
    set["GITHUB_APP_PRIVATE_KEY"] = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----";
    set["GITHUB_ENTERPRISE"] = "octo-corp";
    EXPECT_EQ(words(load(set)), "") << "each scope's installation is looked up";
    set["GITHUB_APP_INSTALLATION_ID"] = "678";
    const auto loaded = load(set);
    ASSERT_EQ(loaded.mistakes.size(), 1u) << words(loaded);
    EXPECT_TRUE(says(loaded, "GITHUB_APP_INSTALLATION_ID is given for 2 scopes")) << words(loaded);
}

TEST(GithubVariables, ThoseOfAugmentMakeASecondSourceBesideThem) {
    auto set = complete();
    set["AUGMENT_API_TOKEN"] = "augment-token";
    set["AUGMENT_ORG"] = "Acme";
    const auto loaded = load(set);
    EXPECT_EQ(words(loaded), "");
    ASSERT_EQ(loaded.settings.sources.size(), 2u);
    const source_settings& augment = loaded.settings.sources[1];
    EXPECT_EQ(augment.name, "augment");
    EXPECT_EQ(augment.type, source_type::augment);
    EXPECT_EQ(augment.api_url, "https://api.augmentcode.com");
    EXPECT_EQ(augment.token.expose(), "augment-token");
    EXPECT_EQ(augment.scopes, (std::vector<schema::scope>{{schema::scope_kind::organization, "acme"}}));
    EXPECT_EQ(augment.datasets, (std::vector{schema::dataset::totals, schema::dataset::users}));
}

TEST(GithubVariables, ThoseOfAugmentAreNeverIgnored) {
    const std::pair<const char*, std::size_t> cases[] = {
        {"AUGMENT_API_TOKEN", 1}, {"AUGMENT_ORG", 1}, {"AUGMENT_API_URL", 3}};
    for (const auto& [name, mistakes] : cases) {
        const auto loaded = load_with(name, "some-value");
        EXPECT_EQ(loaded.mistakes.size(), mistakes) << name << "\n" << words(loaded);
        EXPECT_TRUE(says(loaded, "AUGMENT_")) << words(loaded);
        EXPECT_EQ(loaded.settings.sources.size(), 2u) << name;
    }
}

}  // namespace
}  // namespace config::testing
