// Redirects: the token stays with the API, a report with the hosts we trust.
#include "connectors/http/redirect.hpp"

#include <gtest/gtest.h>

#include "tests/connectors/github_fixture.hpp"

namespace {

using namespace connectors;
using test_support::envelope_path;
using test_support::GithubSource;
using test_support::reply;
using test_support::token;

reply to(const std::string& where, int status = 302) {
    return {.status = status, .body = "moved", .headers = {{"Location", where}}};
}

class Redirects : public GithubSource {
protected:
    void SetUp() override { server.add("/r/1", {.body = "one\n"}); }
};

TEST_F(Redirects, FollowTheApiOnItsOwnHost) {
    for (const int status : {301, 302, 307, 308}) {
        test_support::scripted_server api;
        auto with = options();
        with.api_url = api.base();
        api.set(envelope_path, to(api.base() + "/organizations/42/x?day=2026-11-18", status));
        api.set("/organizations/42/x", to("y"));
        api.set("/organizations/42/y", {.body = envelope({"/r/1"})});
        sink = {};
        const auto outcome = fetch_with(with);
        EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
        EXPECT_EQ(outcome.retries, 0U);
        EXPECT_EQ(outcome.requests, 4U);
        for (const auto& request : api.requests())
            EXPECT_EQ(request.header("authorization"), std::string{"Bearer "} + token);
    }
}

TEST_F(Redirects, NeverTakeTheTokenToAnotherHost) {
    test_support::scripted_server stranger;
    stranger.add("/x", {.body = "{\"download_links\":[]}"});
    for (const std::string& where :
         std::vector<std::string>{stranger.base() + "/x", "http://localhost:" + std::to_string(server.port()) + "/x",
                                  "https://127.0.0.1:" + std::to_string(server.port()) + "/x", "//api.example/x"}) {
        server.set(envelope_path, to(where));
        const auto outcome = fetch();
        EXPECT_EQ(outcome.reason, reason::malformed_answer) << outcome.message;
        EXPECT_NE(outcome.message.find("where the token is not sent"), std::string::npos) << outcome.message;
        EXPECT_EQ(outcome.requests, 1U);
    }
    EXPECT_TRUE(stranger.requests().empty());
}

TEST_F(Redirects, EndInWordsWhenTheyGoInCircles) {
    server.set(envelope_path, to(envelope_path));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_NE(outcome.message.find("more than 5 redirects"), std::string::npos) << outcome.message;
    EXPECT_EQ(outcome.requests, 6U);
    for (const char* where : {"", "http://user@h/", "ftp://h/"}) {
        server.set(envelope_path, to(where));
        EXPECT_NE(fetch().message.find("without a place to go"), std::string::npos);
    }
}

TEST_F(Redirects, FollowADownloadToTrustedHosts) {
    test_support::scripted_server storage;
    storage.add("/moved", {.body = "one\n"});
    set_envelope({"/r/old"});
    server.set("/r/old", to(storage.base() + "/moved?sig=TOPSECRET", 307));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{"one\n"});
    EXPECT_EQ(storage.requests().at(0).header("authorization"), "");
}

TEST_F(Redirects, GoOnByRangeBehindARedirect) {
    set_envelope({"/r/old"});
    server.set("/r/old", to("/r/new"));
    server.add("/r/new", {.body = "0123456789\n", .headers = {{"ETag", "\"v1\""}}, .stop_after = 4});
    server.add("/r/new", {.body = "0123456789\n", .headers = {{"ETag", "\"v1\""}}, .honours_ranges = true});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{"0123456789\n"});
    EXPECT_EQ(sink.begins, 1U);
}

TEST_F(Redirects, RefuseADownloadFromStrangers) {
    set_envelope({"/r/old"});
    for (const char* where : {"http://10.1.2.3/x?sig=TOPSECRET", "https://evil.example/x", "//169.254.169.254/x",
                              "http://copilot-reports.github.com/x"}) {
        server.set("/r/old", to(where));
        const auto outcome = fetch();
        EXPECT_EQ(outcome.reason, reason::link_refused) << outcome.message;
        EXPECT_NE(outcome.message.find("download_hosts"), std::string::npos);
        EXPECT_EQ(outcome.requests, 2U);
    }
}

TEST_F(Redirects, EndADownloadThatIsSentInCircles) {
    set_envelope({"/r/old"});
    server.set("/r/old", to("/r/old"));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_NE(outcome.message.find("more than 5 times"), std::string::npos) << outcome.message;
    server.set("/r/old", {.status = 302});
    EXPECT_NE(fetch().message.find("without a place"), std::string::npos);
}

}  // namespace
