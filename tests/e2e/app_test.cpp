// A GitHub App instead of a token: its installation is looked up for every scope, its tokens live for an hour at most.

#include <algorithm>
#include <set>

#include "tests/connectors/test_keys.hpp"
#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class App : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment.erase("GITHUB_TOKEN");
        environment["GITHUB_APP_ID"] = "4711";
        environment["SYNC_CONCURRENCY"] = "1";
        environment["SYNC_BACKFILL_DAYS"] = "5";
        keep_key(test_support::rsa_key_pkcs1());
    }

    void keep_key(const std::string& pem) {
        const auto path = directory / "app.pem";
        test_support::write_file(path, pem);
        holding_secrets.insert(path);
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        environment["GITHUB_APP_PRIVATE_KEY_FILE"] = path.string();
    }

    /// Knows the public half of the App's key, and these organizations where it is installed.
    void start_with_app(const arguments& organizations, const arguments& more = {}) {
        test_support::write_file(directory / "app.pub", test_support::rsa_key_public_half());
        arguments line{"--app-id", "4711", "--app-key", (directory / "app.pub").string()};
        for (const std::string& slug : organizations) line = with(line, {"--org", slug});
        start_simulator({.users = 6, .more = with(line, more)});
    }

    /// `METHOD SCOPE` of the calls for that; `installation` or `access_tokens`.
    std::multiset<std::string> calls(const std::string& report) {
        std::multiset<std::string> found;
        for (const auto& request : simulator().requests())
            if (request.report == report) found.insert(request.method + " " + request.scope);
        return found;
    }
    long answered(int status) {
        const auto all = simulator().requests();
        return std::count_if(all.begin(), all.end(), [&](const auto& request) { return request.status == status; });
    }
    void expect_words(const outcome& result, const std::vector<std::string>& words) {
        for (const std::string& word : words)
            EXPECT_NE(result.ended.err.find(word), std::string::npos) << word << "\n" << result.ended.err;
    }
};

TEST_P(App, ReadsTwoOrganizationsAndAnEnterpriseEachThroughItsInstallation) {
    environment["GITHUB_ORG"] = "octo-org,octo-labs";
    environment["GITHUB_ENTERPRISE"] = "octo-corp";
    environment["SYNC_CONCURRENCY"] = "4";
    start_with_app({"octo-org", "octo-labs"}, {"--enterprise", "octo-corp"});
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 15);
    EXPECT_EQ(calls("installation"),
              (std::multiset<std::string>{"GET enterprise/octo-corp", "GET organization/octo-labs",
                                          "GET organization/octo-org"}));
    EXPECT_EQ(calls("access_tokens"),
              (std::multiset<std::string>{"POST enterprise/octo-corp", "POST organization/octo-labs",
                                          "POST organization/octo-org"}))
        << "one token of each is enough for the run, whoever works with it";
    EXPECT_EQ(answered(401) + answered(403), 0) << "none is used for another scope";
    for (const auto& request : simulator().requests()) EXPECT_EQ(request.authorization, request.host == "api");
    EXPECT_EQ(result.count("requests"), static_cast<long long>(simulator().requests().size()));
}

TEST_P(App, ANamedInstallationIsNotLookedUp) {
    start_with_app({"octo-org"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(calls("installation").size(), 1u);
    environment["GITHUB_APP_INSTALLATION_ID"] = "12";  // of nobody
    const auto kept = use_new_database();
    simulator().forget_requests();
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    EXPECT_TRUE(calls("installation").empty());
    expect_words(result, {"check installation_id", "octo-org"});
}

TEST_P(App, RenewsItsTokenBeforeTheEnd) {
    start_with_app({"octo-org"}, {"--app-token-ttl-seconds", "302"});  // good for two seconds more than is waited for
    set_script({"on=api report=users-1-day latency_ms=900"});
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(answered(401), 0) << "before, not after";
    EXPECT_GE(calls("access_tokens").size(), 2u);
    EXPECT_LE(calls("access_tokens").size(), 3u);
    EXPECT_EQ(calls("installation").size(), 1u);
}

TEST_P(App, RenewsARevokedTokenOnce) {
    start_with_app({"octo-org"});
    set_script({"on=api report=users-1-day nth=3 times=1 revoke_tokens=1"});
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(answered(401), 1);
    EXPECT_EQ(calls("access_tokens").size(), 2u);
    EXPECT_EQ(days_with_status("completed"), 5);
}

TEST_P(App, ARefusalOfTheNewTokenEndsTheCredential) {
    start_with_app({"octo-org"});
    set_script({"on=api report=users-1-day nth=3 times=100 revoke_tokens=1"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 2) << "what came before is kept";
    EXPECT_EQ(status(day(3)).reason, "unauthorized");
    EXPECT_EQ(answered(401), 2) << "one renewal, and no other day is tried";
    EXPECT_EQ(simulator().envelopes().size(), 4u);
    set_script({});
    EXPECT_EQ(sync().code(), 0);
}

TEST_P(App, AnOrganizationWithoutItIsToldAndTheOtherIsLoaded) {
    environment["GITHUB_ORG"] = "octo-org,octo-nowhere";
    start_with_app({"octo-org"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    expect_words(result,
                 {"no installation of the GitHub App 4711 on organization/octo-nowhere", "install the App there"});
    EXPECT_EQ(status(day(1)).status, "completed");
    EXPECT_EQ(days_with_status("completed"), 5);
    EXPECT_EQ(status(day(1), "octo-nowhere").reason, "permission_missing");
    EXPECT_EQ(calls("installation").count("GET organization/octo-nowhere"), 1u) << "a scope is asked once";
}

TEST_P(App, TheKeyOfAnotherAppIsToldInWords) {
    keep_key(test_support::another_rsa_key());
    start_with_app({"octo-org"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    expect_words(result,
                 {"GitHub does not accept the signature of the GitHub App 4711", "private key belong to the same App"});
    EXPECT_EQ(status(day(1)).reason, "unauthorized");
    EXPECT_EQ(simulator().requests().size(), 1u);
}

TEST_P(App, AnotherIdIsToldInWords) {
    environment["GITHUB_APP_ID"] = "4712";
    start_with_app({"octo-org"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    expect_words(result, {"the GitHub App 4712", "the id and the private key"});
}

TEST_P(App, WhatIsNoKeyIsAnErrorBeforeAnythingIsAsked) {
    start_with_app({"octo-org"});
    for (const std::string& pem :
         {std::string("this is no private key, and has never been anything of that kind, whatever\n"),
          test_support::rsa_key_public_half(), test_support::rsa_key_encrypted(), test_support::elliptic_key()}) {
        keep_key(pem);
        const outcome result = sync();
        EXPECT_TRUE(result.code() == 2 || result.code() == 4) << result.code() << result.ended.err;
        EXPECT_NE(result.ended.err.find("key"), std::string::npos) << result.ended.err;
        EXPECT_EQ(result.ended.err.find(pem.substr(40, 40)), std::string::npos) << "shows the key";
    }
    environment["GITHUB_APP_PRIVATE_KEY_FILE"] = "/nowhere/app.pem";
    const outcome result = sync();
    EXPECT_EQ(result.code(), 2);
    expect_words(result, {"GITHUB_APP_PRIVATE_KEY_FILE", "/nowhere/app.pem"});
    EXPECT_TRUE(simulator().requests().empty());
}

TEST_P(App, AKeyThatOthersCanReadDrawsAWarning) {
    start_with_app({"octo-org"});
    EXPECT_EQ(sync().ended.err.find("can be read by others"), std::string::npos);
    using std::filesystem::perms;
    std::filesystem::permissions(directory / "app.pem", perms::owner_read | perms::group_read | perms::others_read);
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    expect_words(result, {"app.pem can be read by others", "chmod 600"});
}

ON_SQLITE(App);

}  // namespace
