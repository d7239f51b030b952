// A GitHub App as credential.
#include "connectors/github/app_token.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "connectors/github/jwt.hpp"
#include "schema/timestamp.hpp"
#include "tests/connectors/github_fixture.hpp"
#include "tests/connectors/test_keys.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using namespace test_support;
using std::chrono::system_clock;

const system_clock::time_point noon = *schema::parse_timestamp("2026-11-21T12:00:00Z");

struct decoded_jwt {
    std::string header;
    std::string claims;
    bool signature_good = false;
};

decoded_jwt decoded(std::string_view token) {
    const std::string text{token};
    const std::size_t first = text.find('.');
    const std::size_t second = text.find('.', first + 1);
    return {from_base64url(text.substr(0, first)), from_base64url(text.substr(first + 1, second - first - 1)),
            is_signed_by_rsa_key(text.substr(0, second), from_base64url(text.substr(second + 1)))};
}

TEST(AppJwt, IsSignedForTenMinutes) {
    std::string one_line = rsa_key_pkcs1();
    for (std::size_t at = one_line.find('\n'); at != std::string::npos; at = one_line.find('\n'))
        one_line.replace(at, 1, "\\n");
    for (const std::string& key : {rsa_key_pkcs1(), rsa_key_pkcs8(), one_line}) {
        const auto made = make_app_jwt("Iv23liABC", config::secret{key}, noon);
        ASSERT_TRUE(made.token) << made.error;
        const decoded_jwt read = decoded(made.token->expose());
        EXPECT_EQ(read.header, R"({"alg":"RS256","typ":"JWT"})");
        EXPECT_EQ(read.claims, R"({"iat":1795262340,"exp":1795262940,"iss":"Iv23liABC"})");
        EXPECT_TRUE(read.signature_good);
    }
}

TEST(AppJwt, SaysWhatIsWrongWithTheKey) {
    struct bad {
        std::string key;
        const char* words;
    };
    for (const bad& one : {bad{"", "not a private key in PEM"}, bad{"MIIEpAIBAAKCAQEA", "not a private key in PEM"},
                           bad{rsa_key_pkcs1().substr(0, 800), "not a private key in PEM"},
                           bad{rsa_key_public_half(), "not a private key in PEM"},
                           bad{rsa_key_encrypted(), "is encrypted"}, bad{elliptic_key(), "not an RSA key"}}) {
        const auto made = make_app_jwt("12345", config::secret{one.key}, noon);
        EXPECT_FALSE(made.token);
        EXPECT_NE(made.error.find(one.words), std::string::npos) << made.error;
        EXPECT_EQ(made.error.find("MII"), std::string::npos);
    }
    for (const char* id : {"", "1\"2", "a b", "\n"})
        EXPECT_NE(make_app_jwt(id, config::secret{rsa_key_pkcs1()}, noon).error.find("id"), std::string::npos);
}

const std::string long_token = "ghs_12345_" + std::string(500, 'x') + ".eyJ-_." + std::string(300, 'y');

class App : public GithubSource {
protected:
    App() { use({"12345", config::secret{rsa_key_pkcs1()}, std::nullopt}); }
    void use(github_app_settings settings) {
        credential = std::make_shared<github_credential>(
            std::make_unique<app_tokens>(std::move(settings), [this] { return now; }));
    }
    void install(const std::string& scope_path, int id) {
        server.set(scope_path + "/installation", {.body = "{\"id\":" + std::to_string(id) + ",\"suspended_at\":null}"});
    }
    void grant(int id, const std::string& value, const std::string& until = "2026-11-21T13:00:00Z") {
        server.add(tokens_of(id),
                   {.status = 201, .body = R"({"token":")" + value + R"(","expires_at":")" + until + "\"}"});
    }
    static std::string tokens_of(int id) { return "/app/installations/" + std::to_string(id) + "/access_tokens"; }
    fetch_outcome fetch_watched() {
        auto outcome = fetch();
        EXPECT_EQ(outcome.message.find(long_token), std::string::npos);
        EXPECT_EQ(outcome.message.find("eyJ"), std::string::npos) << outcome.message;
        return outcome;
    }
    system_clock::time_point now = noon;
};

TEST_F(App, GetsATokenForTheInstallationOfTheScope) {
    install("/orgs/octo-org", 77);
    grant(77, long_token);
    add_envelope({"/r/1"});
    server.add("/r/1", {.body = "one\n"});
    const auto outcome = fetch_watched();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(outcome.requests, 4U);
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(requests[0].method, "GET");
    EXPECT_EQ(requests[1].method, "POST");
    EXPECT_EQ(requests[1].header("content-length"), "0");
    for (const std::size_t i : {0U, 1U}) {
        const decoded_jwt read = decoded(requests[i].header("authorization").substr(7));
        EXPECT_NE(read.claims.find("\"iss\":\"12345\""), std::string::npos);
        EXPECT_TRUE(read.signature_good);
    }
    EXPECT_EQ(requests[2].header("authorization"), "Bearer " + long_token);
    EXPECT_EQ(requests[3].header("authorization"), "");
}

TEST_F(App, SharesItsTokensAndRenewsThemBeforeTheirEnd) {
    install("/orgs/octo-org", 77);
    grant(77, "ghs_first");
    grant(77, "ghs_second", "2026-11-21T14:00:00Z");
    server.set(envelope_path, {.status = 204});
    for (const auto at : {0min, 30min, 54min, 56min, 60min}) {
        now = noon + at;
        EXPECT_EQ(fetch().result, fetch_result::no_data);
        EXPECT_EQ(server.requests().back().header("authorization"),
                  at < 55min ? "Bearer ghs_first" : "Bearer ghs_second");
    }
    EXPECT_EQ(server.count("/orgs/octo-org/installation"), 1U);
    EXPECT_EQ(server.count(tokens_of(77)), 2U);
}

TEST_F(App, KeepsTwoInstallationsApart) {
    install("/orgs/octo-org", 77);
    install("/enterprises/octo-org", 78);
    grant(77, "ghs_organization");
    grant(78, "ghs_enterprise");
    const std::string of_enterprise = "/enterprises/octo-org/copilot/metrics/reports/users-1-day";
    server.set(envelope_path, {.status = 204});
    server.set(of_enterprise, {.status = 204});
    fetch();
    EXPECT_EQ(server.requests().back().header("authorization"), "Bearer ghs_organization");
    slice.target.scope.kind = schema::scope_kind::enterprise;
    fetch();
    EXPECT_EQ(server.requests().back().header("authorization"), "Bearer ghs_enterprise");
    EXPECT_EQ(server.requests().back().path(), of_enterprise);
}

TEST_F(App, TakesTheInstallationItIsGiven) {
    use({"12345", config::secret{rsa_key_pkcs8()}, "99"});
    grant(99, "ghs_given");
    server.set(envelope_path, {.status = 204});
    EXPECT_EQ(fetch().result, fetch_result::no_data);
    EXPECT_EQ(server.count("/orgs/octo-org/installation"), 0U);
}

TEST_F(App, RenewsARefusedTokenOnce) {
    install("/orgs/octo-org", 77);
    grant(77, "ghs_first");
    grant(77, "ghs_second");
    server.add(envelope_path, {.status = 401});
    server.add(envelope_path, {.status = 204});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::no_data) << outcome.message;
    EXPECT_EQ(server.requests().back().header("authorization"), "Bearer ghs_second");

    server.set(envelope_path, {.status = 401, .body = R"({"message":"Bad credentials ghs_second"})"});
    const auto ended = fetch();
    EXPECT_EQ(ended.reason, reason::unauthorized);
    EXPECT_EQ(ended.extent, failure_extent::credential);
    EXPECT_EQ(ended.message.find("ghs_second"), std::string::npos) << ended.message;
    EXPECT_EQ(server.count(envelope_path), 4U);
    EXPECT_EQ(server.count(tokens_of(77)), 3U);
}

TEST_F(App, SaysWhyThereIsNoToken) {
    struct refusal {
        int status;
        const char* message;
        std::string_view code;
        failure_extent extent;
        const char* words;
    };
    const auto credential_wide = failure_extent::credential;
    const auto scope_wide = failure_extent::scope_dataset;
    for (const bool at_lookup : {true, false}) {
        for (const refusal& one :
             {refusal{401, "'Expiration time' claim ('exp') is too far in the future", reason::unauthorized,
                      credential_wide, "clock"},
              refusal{401, "'Issued at' claim ('iat') must be an Integer", reason::unauthorized, credential_wide,
                      "2026-11-21T12:00:00"},
              refusal{401, "A JSON web token could not be decoded", reason::unauthorized, credential_wide, "same App"},
              refusal{404, "Not Found", reason::permission_missing, scope_wide, "install the App"},
              refusal{403, "This installation has been suspended", reason::permission_missing, scope_wide, "unsuspend"},
              refusal{403, "No", reason::permission_missing, scope_wide, "no token"},
              refusal{422, "Invalid", reason::malformed_answer, scope_wide, "no token"},
              refusal{302, "Moved", reason::malformed_answer, scope_wide, "no token"}}) {
            use({"12345", config::secret{rsa_key_pkcs1()}, std::nullopt});
            const reply answer{.status = one.status, .body = R"({"message":")" + std::string{one.message} + "\"}"};
            install("/orgs/octo-org", 77);
            server.set(at_lookup ? "/orgs/octo-org/installation" : tokens_of(77), answer);
            const auto outcome = fetch_watched();
            EXPECT_EQ(outcome.reason, one.code) << outcome.message;
            EXPECT_EQ(outcome.extent, one.extent) << outcome.message;
            EXPECT_NE(outcome.message.find(one.words), std::string::npos) << outcome.message;
            EXPECT_EQ(outcome.retries, 0U);
        }
    }
    EXPECT_EQ(server.count(envelope_path), 0U);
}

TEST_F(App, SaysThatTheInstallationIsSuspended) {
    server.set("/orgs/octo-org/installation", {.body = R"({"id":77,"suspended_at":"2026-11-01T00:00:00Z"})"});
    const auto outcome = fetch_watched();
    EXPECT_EQ(outcome.reason, reason::permission_missing);
    EXPECT_NE(outcome.message.find("suspended since 2026-11-01"), std::string::npos) << outcome.message;
}

TEST_F(App, TellsTheDateOfAnAnswerThatRefusesItsClock) {
    server.set("/orgs/octo-org/installation", {.status = 401, .headers = {{"Date", "Sat, 21 Nov 2026 13:00:00 GMT"}}});
    EXPECT_EQ(fetch().server_date, noon + 1h);
}

TEST_F(App, BoundsItsCallsAsAWhole) {
    server.add("/orgs/octo-org/installation", {.body = "{\"id\":77}", .stop_after = 4, .stall = true});
    server.add("/orgs/octo-org/installation", {.body = "{\"id\":77}"});
    grant(77, "ghs_late");
    server.set(envelope_path, {.status = 204});
    auto with = options();
    with.http.idle_timeout = 10s;
    with.call_timeout = 100ms;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(fetch_with(with).result, fetch_result::no_data);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(App, KeepsEveryTokenOutOfItsMessages) {
    const auto token_of = [](int i) { return "ghs_" + std::to_string(1000 + i) + "_" + std::string(30, 'q'); };
    for (int i = 0; i < 80; ++i) {
        slice.target.scope.identifier = "org-" + std::to_string(i);
        install("/orgs/org-" + std::to_string(i), 100 + i);
        grant(100 + i, token_of(i));
        server.set("/orgs/org-" + std::to_string(i) + "/copilot/metrics/reports/users-1-day", {.status = 204});
        EXPECT_EQ(fetch().result, fetch_result::no_data);
    }
    slice.target.scope.identifier = "org-0";
    server.set("/orgs/org-0/copilot/metrics/reports/users-1-day",
               {.status = 400, .body = R"({"message":"you sent )" + token_of(0) + "\"}"});
    const auto outcome = fetch();
    EXPECT_NE(outcome.message.find("you sent [token]"), std::string::npos) << outcome.message;
}

TEST_F(App, ShowsNoPieceOfAnEchoedToken) {
    const std::string beginning = long_token.substr(0, 20);
    install("/orgs/octo-org", 77);
    grant(77, long_token);
    for (const int status : {200, 400, 401, 403, 500}) {
        const std::string words = R"("Bearer )" + long_token + "\"";  // longer than what is shown of it
        server.set(envelope_path, {.status = status, .body = status == 200 ? words : "{\"message\":" + words + "}"});
        const auto outcome = fetch_watched();
        EXPECT_EQ(outcome.message.find(beginning), std::string::npos) << outcome.message;
        EXPECT_NE(outcome.message.find("Bearer [token]"), std::string::npos) << outcome.message;
    }
}

TEST_F(App, ShowsNoPieceOfItsEchoedSignature) {
    for (const int status : {400, 401, 403}) {
        server.set("/orgs/octo-org/installation",
                   {.status = status, .body = R"({"message":"{authorization}"})", .echoes = true});
        const auto outcome = fetch_watched();
        EXPECT_NE(outcome.message.find("Bearer [token]"), std::string::npos) << outcome.message;
    }
}

TEST_F(App, SaysThatTheKeyIsBad) {
    use({"12345", config::secret{"nonsense"}, std::nullopt});
    const auto outcome = fetch_watched();
    EXPECT_EQ(outcome.reason, reason::unauthorized);
    EXPECT_EQ(outcome.extent, failure_extent::credential);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_EQ(outcome.message.find("nonsense"), std::string::npos);
}

TEST_F(App, RefusesAnswersThatAreNoToken) {
    install("/orgs/octo-org", 77);
    for (const char* body : {"", "[]", "{}", R"({"token":""})", R"({"token":"","expires_at":"2026-11-21T13:00:00Z"})",
                             R"({"token":1,"expires_at":"2026-11-21T13:00:00Z"})",
                             R"({"token":"t","expires_at":"soon"})", R"({"token":"t"})"}) {
        server.set(tokens_of(77), {.status = 201, .body = body});
        EXPECT_EQ(fetch().reason, reason::malformed_answer) << body;
    }
    for (const char* body : {"", "{}", R"({"id":"77"})", R"({"id":-1})", "[{\"id\":1}]"}) {
        server.set("/orgs/octo-org/installation", {.body = body});
        EXPECT_EQ(fetch().reason, reason::malformed_answer) << body;
    }
    grant(77, "ghs_line\\r\\nX-Evil: y");
    server.set(tokens_of(77), {.status = 201, .body = R"({"token":"a\r\nX: y","expires_at":"2026-11-21T13:00:00Z"})"});
    install("/orgs/octo-org", 77);
    EXPECT_EQ(fetch().result, fetch_result::failed);
    EXPECT_EQ(server.count(envelope_path), 0U);
}

TEST_F(App, ClimbsTheLadderForItsToken) {
    server.add("/orgs/octo-org/installation", {.status = 502});
    server.add("/orgs/octo-org/installation", {.body = "{\"id\":77}"});
    server.add(tokens_of(77), {.body = "{", .stop_after = 0});
    grant(77, "ghs_late");
    server.set(envelope_path, {.status = 204});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::no_data) << outcome.message;
    EXPECT_EQ(outcome.retries, 2U);

    use({"12345", config::secret{rsa_key_pkcs1()}, std::nullopt});
    server.set("/orgs/octo-org/installation", {.status = 500});
    EXPECT_EQ(fetch().reason, reason::server_error);
}

TEST_F(App, HoldsEverybodyWhenItsTokenIsRateLimited) {
    install("/orgs/octo-org", 77);
    server.set(tokens_of(77), {.status = 429, .headers = {{"Retry-After", "600"}}});
    const fetch_limits limits{{}, std::chrono::steady_clock::now() + 60s};
    const auto outcome = fetch(limits);
    EXPECT_EQ(outcome.reason, reason::rate_limited) << outcome.message;
    EXPECT_TRUE(outcome.retry_at);
    const auto next = fetch(limits);
    EXPECT_EQ(next.reason, reason::rate_limited);
    EXPECT_EQ(next.requests, 0U);
}

TEST_F(App, GetsOneTokenForAllWorkers) {
    install("/orgs/octo-org", 77);
    grant(77, "ghs_shared");
    server.set(envelope_path, {.status = 204});
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i) {
        workers.emplace_back([this] {
            github_source source{options(), credential};
            recording_sink own;
            for (int n = 0; n < 5; ++n) EXPECT_EQ(source.fetch(slice, own, {}).result, fetch_result::no_data);
        });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(server.count(tokens_of(77)), 1U);
    EXPECT_EQ(server.count(envelope_path), 20U);
}

}  // namespace
