#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

const std::string database = "database: {url: \"sqlite:a\"}\nsources:\n";
const std::string pem = "-----BEGIN RSA PRIVATE KEY-----\nTUlJ\n-----END RSA PRIVATE KEY-----";

std::string source(const std::string& more) { return database + "  - type: github_copilot\n" + more; }

TEST(Sources, MistakesNameTheLineAndWhatWasMeant) {
    const file_case cases[] = {
        {source("    organizations: [o]\n"),
         {"FILE:3: this source has no token: write token: ${NAME}, or token_file, or app"}},
        {source("    organizations: [o]\n    token: \"\"\n"),
         {"FILE:3: this source has no token: write token: ${NAME}, or token_file, or app"}},
        {source("    token: t\n"), {"FILE:3: this source has no scope: list organizations, enterprises or both"}},
        {source("    token: t\n    organizations: []\n    enterprises: []\n"),
         {"FILE:3: this source has no scope: list organizations, enterprises or both"}},
        {source("    token: t\n    token_file: /x\n    organizations: [o]\n"),
         {"FILE:4: sources.token and sources.token_file are both set: keep one"}},
        {source("    token: t\n    organizations: [o]\n    app: {id: 1}\n"),
         {"FILE:4: sources.token and sources.app are both set: keep one"}},
        {source("    token: t\n    token_file: /x\n    organizations: [o]\n    app: {id: 1}\n"),
         {"FILE:4: sources.token, sources.token_file and sources.app are all set: keep one"}},
        {source("    token: [t]\n    organizations: [o]\n"),
         {"FILE:4: sources.token must be a single value, not a list"}},
        {database + "  - token: t\n    organizations: [o]\n",
         {"FILE:3: this source has no type: write type: github_copilot, or type: augment"}},
        {database + "  - type: github-copilot\n    token: t\n    organizations: [o]\n",
         {"FILE:3: sources.type is 'github-copilot': it must be one of github_copilot, augment (did you mean "
          "github_copilot?)"}},
        {database + "  - type: Augment\n    token: t\n    organization: o\n",
         {"FILE:3: sources.type is 'Augment': it must be one of github_copilot, augment (did you mean augment?)"}},
        {database + "  - type: augment\n    organization: o\n",
         {"FILE:3: this source has no token: write token: ${NAME}, or token_file"}},
        {database + "  - type: augment\n    token: t\n",
         {"FILE:3: this source has no organization: write the label to store"}},
        {database + "  -\n  - type: github_copilot\n    token: t\n    organizations: [o]\n",
         {"FILE:2: sources holds an empty entry: take it out"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(Sources, ValuesThatCannotBeMeantAreRefused) {
    const std::string good = "    token: t\n    organizations: [o]\n";
    const file_case cases[] = {
        {source(good + "    enterprises: [octo corp, a/b]\n"),
         {"FILE:6: sources.enterprises holds 'octo corp', which is no slug: letters, digits, '-', '_' and '.'",
          "FILE:6: sources.enterprises holds 'a/b', which is no slug: letters, digits, '-', '_' and '.'"}},
        {source("    token: t\n    organizations:\n      - octo\n      - second\n      - OCTO\n"),
         {"FILE:8: sources.organizations names 'OCTO' twice: keep one (case does not matter)"}},
        {source(good + "    datasets: [usrs]\n"),
         {"FILE:6: sources.datasets is 'usrs': it must be one of seats, totals, users, user_teams, repos, engagement "
          "(did you "
          "mean users?)"}},
        {source(good + "    datasets: [users, totals, users]\n"),
         {"FILE:6: sources.datasets names 'users' twice: keep one"}},
        {source(good + "    datasets: []\n"),
         {"FILE:6: sources.datasets is empty: name at least one, or take the key out"}},
        {database + "  - {type: augment, token: t, organization: o, datasets: [seats]}\n",
         {"FILE:3: sources.datasets is 'seats': it must be one of totals, users"}},
        {database + "  - {type: augment, token: t, organization: \"a b\"}\n",
         {"FILE:3: sources.organization is 'a b': it must be a label of letters, digits, '-', '_' and '.'"}},
        {source(good + "    name: \"\"\n"),
         {"FILE:6: sources.name is '': it must be a label of 1 to 100 characters in one line"}},
        {source(good + "    name: \"a\\nb\"\n"),
         {"FILE:6: sources.name is 'a b': it must be a label of 1 to 100 characters in one line"}},
        {source(good + "    api_url: http://api.github.com\n"),
         {"FILE:6: sources.api_url must be https: http is accepted for loopback addresses only"}},
        {source(good + "    api_url: api.github.com\n"),
         {"FILE:6: sources.api_url must be a URL such as https://api.github.com"}},
        {source(good + "    api_url: https://user:hunter2@api.github.com\n"),
         {"FILE:6: sources.api_url must not hold a user name or password"}},
        {source(good + "    api_url: https://api.github.com/?a=b\n"),
         {"FILE:6: sources.api_url must not hold a query or fragment"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(Sources, DownloadHostsAreHostsAndNothingElse) {
    for (const char* host :
         {"https://a.example.com", "a.example.com/x", "*", "*.", "a b.example.com", "a.example.com:port", "",
          "*.*.example.com", ".example.com", "localhost", "a.example.com?x"})
        expect_mistakes(
            {source("    token: t\n    organizations: [o]\n    download_hosts: [\"" + std::string(host) + "\"]\n"),
             {"FILE:6: sources.download_hosts is '" + std::string(host) +
              "': it must be a host name such as reports.example.com, host:port or *.example.com"}});
}

TEST(Sources, NamesAreTakenOnceDefaultsIncluded) {
    const std::string more = "    type: github_copilot\n    token: t\n    organizations: [o]\n";
    expect_mistakes({database + "  - name: one\n" + more + "  - name: one\n" + more,
                     {"FILE:7: the source name 'one' is taken by another source: give each its own name"}});
    expect_mistakes({database + "  - name: github\n" + more + "  -\n" + more,
                     {"FILE:8: the source name 'github' is taken by another source: give each its own name"}});
    expect_mistakes({database + "  - name: github\n" + more + "  - {type: augment, token: t, organization: o}\n", {}});
}

TEST(Sources, SameScopeInTwoSourcesAndOneSlugOfBothKindsAreFine) {
    const std::string more = "    type: github_copilot\n    token: t\n    organizations: [o]\n    enterprises: [o]\n";
    expect_mistakes({database + "  - name: one\n" + more + "  - name: two\n" + more, {}});
}

TEST(Sources, DefaultToAllTheDatasetsOfTheirVendor) {
    using enum schema::dataset;
    const std::string yaml = source("    token: t\n    organizations: [o]\n");
    EXPECT_EQ(load_given({.yaml = yaml, .built = {}}).settings.sources.at(0).datasets,
              (std::vector{seats, totals, users, user_teams, repos, engagement}));
    const schema::dataset some[] = {users, repos};
    EXPECT_EQ(load_given({.yaml = yaml, .built = {{}, some}}).settings.sources.at(0).datasets,
              (std::vector{users, repos}));
    EXPECT_EQ(load_yaml(database + "  - {type: augment, token: t, organization: o}\n").settings.sources.at(0).datasets,
              (std::vector{schema::dataset::totals, schema::dataset::users}));
}

TEST(Apps, OfTheFileTakeTheKeyFromAFileOrAVariable) {
    const scratch_files files;
    const std::string key = files.write("app.pem", "\n" + pem + "\n");
    auto loaded = load_yaml(source("    organizations: [o]\n    app: {id: 12345, private_key_file: " + key +
                                   ", installation_id: 9876543210}\n"));
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    const auto app = loaded.settings.sources.at(0).app;
    ASSERT_TRUE(app);
    EXPECT_EQ(app->id, "12345");
    EXPECT_EQ(app->private_key.expose(), pem);
    EXPECT_EQ(app->private_key_file, key);
    EXPECT_EQ(app->installation_id, 9876543210);
    EXPECT_TRUE(loaded.settings.sources[0].token.empty());

    loaded = load_yaml(source("    organizations: [o, p]\n    app:\n      id: Iv1.abc\n      private_key: ${KEY}\n"),
                       {{"KEY", pem}});
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    ASSERT_TRUE(loaded.settings.sources.at(0).app);
    EXPECT_EQ(loaded.settings.sources[0].app->private_key.expose(), pem);
    EXPECT_FALSE(loaded.settings.sources[0].app->installation_id);
}

TEST(Apps, AcceptAKeyWhoseLineEndsAreWrittenOut) {
    std::string flat = pem;
    for (std::size_t at = flat.find('\n'); at != std::string::npos; at = flat.find('\n')) flat.replace(at, 1, "\\n");
    const auto loaded = load_given({.set = {{"DATABASE_URL", "sqlite:a"},
                                            {"GITHUB_ORG", "o"},
                                            {"GITHUB_APP_ID", "1"},
                                            {"GITHUB_APP_PRIVATE_KEY", flat},
                                            {"GITHUB_APP_INSTALLATION_ID", "5"}}});
    EXPECT_EQ(lines(loaded.mistakes), "");
    ASSERT_TRUE(loaded.settings.sources.at(0).app);
    EXPECT_EQ(loaded.settings.sources[0].app->private_key.expose(), pem);
    EXPECT_EQ(loaded.settings.sources[0].app->installation_id, 5);
}

TEST(Apps, MistakesNameTheLineAndWhatIsMissing) {
    const std::string start = "    organizations: [o, p]\n    app:\n";
    const file_case cases[] = {
        {source(start + "      id: 1\n"),
         {"FILE:5: sources.app has no key: write private_key_file, or private_key: ${NAME}"}},
        {source(start + "      private_key: ${KEY}\n"), {"FILE:5: sources.app has no id: write the App's id"}},
        {source("    organizations: [o]\n    app: {}\n"),
         {"FILE:5: sources.app has no id: write the App's id",
          "FILE:5: sources.app has no key: write private_key_file, or private_key: ${NAME}"}},
        {source(start + "      id: 1\n      private_key: ${KEY}\n      private_key_file: /x\n"),
         {"FILE:7: sources.app.private_key and sources.app.private_key_file are both set: keep one"}},
        {source(start + "      id: a b\n      private_key: ${KEY}\n"),
         {"FILE:6: sources.app.id is 'a b': it must be the App's id, a number, or its client id"}},
        {source(start + "      id: 1\n      private_key: ${KEY}\n      installation_id: mine\n"),
         {"FILE:8: sources.app.installation_id is 'mine': it must be the number at the end of the installation's "
          "page"}},
        {source(start + "      id: 1\n      private_key: ${KEY}\n      installation_id: 5\n"),
         {"FILE:8: sources.app.installation_id is given for 2 scopes: an installation serves one, so take it out and "
          "each is "
          "looked up"}},
        {source(start + "      id: 1\n      private_key: ${NO_KEY}\n"),
         {"FILE:7: sources.app.private_key holds no private key: it must be PEM, from -----BEGIN to -----END"}},
        {source(start + "      id: 1\n      private_key: ${LOCKED}\n"),
         {"FILE:7: sources.app.private_key holds a key with a passphrase: it must be without one"}},
        {source("    organizations: [o]\n    app: hunter2\n"),
         {"FILE:5: sources.app must hold keys with values, not a single value"}},
    };
    for (const file_case& each : cases)
        expect_mistakes(
            each, {{"KEY", pem},
                   {"NO_KEY", "hunter2"},
                   {"LOCKED", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nhunter2\n-----END ENCRYPTED PRIVATE KEY-----"}});
}

TEST(Variables, OfAnAppAndOfAugmentMakeSourcesOnceTheyAreBuilt) {
    const variables set{{"DATABASE_URL", "sqlite:a"},
                        {"GITHUB_ORG", "o"},
                        {"GITHUB_APP_ID", "1"},
                        {"GITHUB_APP_PRIVATE_KEY", pem},
                        {"AUGMENT_API_TOKEN", "t"},
                        {"AUGMENT_ORG", "Acme"},
                        {"AUGMENT_API_URL", "https://augment.example.com"}};
    const auto loaded = load_given({.set = set});
    EXPECT_EQ(lines(loaded.mistakes), "");
    ASSERT_EQ(loaded.settings.sources.size(), 2u);
    EXPECT_TRUE(loaded.settings.sources[0].app);
    EXPECT_EQ(loaded.settings.sources[1].name, "augment");
    EXPECT_EQ(loaded.settings.sources[1].api_url, "https://augment.example.com");
    EXPECT_EQ(loaded.settings.sources[1].token.expose(), "t");
}

TEST(Variables, OfAugmentAloneNeedNoneOfGithub) {
    const auto loaded =
        load_given({.set = {{"DATABASE_URL", "sqlite:a"},
                            {"AUGMENT_API_TOKEN", "t"},
                            {"AUGMENT_ORG", "acme"},
                            {"GITHUB_API_URL", "https://api.github.com"}}});  // GitHub Actions sets it for every job
    EXPECT_EQ(lines(loaded.mistakes), "");
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    EXPECT_EQ(loaded.settings.sources[0].type, source_type::augment);
}

TEST(Sources, OfAugmentDoNotShareAToken) {
    const std::string both =
        "database: {url: \"sqlite:a\"}\nsources:\n"
        "  - {name: one, type: augment, token: t, organization: a}\n"
        "  - {name: two, type: augment, token: t, organization: b}\n";
    const auto loaded = load_given({.yaml = both});
    EXPECT_TRUE(lines(loaded.mistakes).starts_with("sources one and two have the same token of Augment"))
        << lines(loaded.mistakes);
    std::string apart = both;
    apart.replace(apart.rfind("token: t"), 8, "token: u");
    EXPECT_EQ(lines(load_given({.yaml = apart}).mistakes), "");
}

TEST(Variables, ThatBelongTogetherAreMissedByName) {
    const std::pair<variables, const char*> cases[] = {
        {{{"AUGMENT_API_TOKEN", "t"}},
         "AUGMENT_ORG is not set: give the label under which Augment's data are stored\n"},
        {{{"AUGMENT_ORG", "acme"}},
         "AUGMENT_API_TOKEN is not set: it is required beside the other variables of Augment\n"},
        {{{"GITHUB_ORG", "o"}, {"GITHUB_APP_PRIVATE_KEY", pem}},
         "GITHUB_APP_ID is not set: a GitHub App needs it beside its key\n"},
        {{{"GITHUB_ORG", "o"}, {"GITHUB_APP_ID", "1"}},
         "GITHUB_APP_PRIVATE_KEY is not set: a GitHub App needs it (or GITHUB_APP_PRIVATE_KEY_FILE, the path of a file "
         "that "
         "holds it)\n"},
        {{{"GITHUB_ORG", "o"}, {"GITHUB_APP_ID", "1"}, {"GITHUB_TOKEN", "t"}},
         "GITHUB_TOKEN and GITHUB_APP_ID are both set: keep one\n"},
    };
    for (auto [set, mistake] : cases) {
        set["DATABASE_URL"] = "sqlite:a";
        EXPECT_EQ(lines(load_given({.set = set}).mistakes), mistake);
    }
}

}  // namespace
}  // namespace config::testing
