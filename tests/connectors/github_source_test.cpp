#include <gtest/gtest.h>

#include <thread>

#include "tests/connectors/github_fixture.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::envelope_path;
using test_support::GithubSource;
using test_support::token;

std::string message(const std::string& text) { return "{\"message\":\"" + text + "\"}"; }

TEST_F(GithubSource, ReadsEveryLinkInOrder) {
    add_envelope({"/r/2", "/r/1", "/r/3"});
    server.add("/r/1", {.body = "one\n"});
    server.add("/r/2", {.body = "two\n"});
    server.add("/r/3", {.body = "three\n", .chunked = true});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"two\n", "one\n", "three\n"}));
    EXPECT_EQ(outcome.parts, 3U);
    EXPECT_EQ(outcome.requests, 4U);
    EXPECT_EQ(outcome.retries, 0U);
    EXPECT_GT(outcome.bytes_downloaded, 14U);
}

TEST_F(GithubSource, SendsTheTokenToTheApiAndNowhereElse) {
    add_envelope({"/r/1"});
    server.add("/r/1", {.body = "one\n"});
    fetch();
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0].target, std::string{envelope_path} + "?day=2026-11-18");
    EXPECT_EQ(requests[0].header("authorization"), std::string{"Bearer "} + token);
    EXPECT_EQ(requests[0].header("accept"), "application/vnd.github+json");
    EXPECT_EQ(requests[0].header("x-github-api-version"), "2026-03-10");
    EXPECT_EQ(requests[1].header("authorization"), "");
    EXPECT_EQ(requests[1].target, "/r/1?sig=TOPSECRET%2Bsignature");
}

TEST_F(GithubSource, AsksAnEnterpriseUnderItsOwnPathAndKeepsTheBasePath) {
    slice.target.scope = {schema::scope_kind::enterprise, "octo corp"};
    auto with = options();
    with.api_url += "/api/v3/";
    server.add("/api/v3/enterprises/octo%20corp/copilot/metrics/reports/users-1-day", {.status = 204});
    EXPECT_EQ(fetch_with(with).result, fetch_result::no_data);
}

TEST_F(GithubSource, FindsNoData) {
    server.add(envelope_path, {.status = 404, .body = message("Not Found")});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::no_data);
    EXPECT_EQ(outcome.reason, reason::not_published);
    EXPECT_TRUE(outcome.not_found_answer);
    EXPECT_EQ(sink.begins, 0U);
}

TEST_F(GithubSource, EndsTheCredentialOn401WithoutTryingAgain) {
    server.add(envelope_path, {.status = 401, .body = message(std::string{"Bad credentials: "} + token)});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::unauthorized);
    EXPECT_EQ(outcome.extent, failure_extent::credential);
    EXPECT_EQ(outcome.requests, 1U);
}

TEST_F(GithubSource, ClimbsTheLadderThroughServerErrors) {
    for (int i = 0; i < 5; ++i) server.add(envelope_path, {.status = 502});
    add_envelope({"/r/1"});
    for (int i = 0; i < 5; ++i) server.add("/r/1", {.status = 503});
    server.add("/r/1", {.body = "one\n"});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(outcome.retries, 10U);
    EXPECT_EQ(outcome.requests, 12U);
}

TEST_F(GithubSource, FailsTheSliceByServerErrorsThroughTheWholeLadder) {
    server.add(envelope_path, {.status = 500});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::server_error);
    EXPECT_TRUE(outcome.server_error);
    EXPECT_EQ(outcome.extent, failure_extent::slice);
    EXPECT_EQ(outcome.requests, 6U);
    EXPECT_EQ(outcome.retries, 5U);
}

TEST_F(GithubSource, BoundsACallAsAWhole) {
    server.add(envelope_path, {.body = envelope({"/r/1"}), .stop_after = 4, .stall = true});
    server.add(envelope_path, {.status = 204});
    auto with = options();
    with.http.idle_timeout = 10s;
    with.call_timeout = 100ms;
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = fetch_with(with);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_EQ(outcome.result, fetch_result::no_data) << outcome.message;
    EXPECT_EQ(outcome.retries, 1U);
}

TEST_F(GithubSource, TellsTheVendorsDate) {
    github_source source{options(), credential};
    const std::string path = "/orgs/octo-org/copilot/metrics/reports/users-28-day/latest";
    server.set(path, {.status = 204});
    EXPECT_FALSE(source.probe(slice.target, {}).server_date);
    for (const int status : {204, 401}) {
        server.set(path, {.status = status, .headers = {{"Date", "Sat, 21 Nov 2026 12:00:00 GMT"}}});
        const auto date = source.probe(slice.target, {}).server_date;
        ASSERT_TRUE(date) << status;
        EXPECT_EQ(*date, std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h);
    }
    server.set(path, {.status = 204, .headers = {{"Date", "today"}}});
    EXPECT_FALSE(source.probe(slice.target, {}).server_date);
}

TEST_F(GithubSource, GivesUpTheSourceThatNeverAnswers) {
    for (const bool stall : {true, false}) {
        test_support::scripted_server silent;
        silent.add(envelope_path, {.stall = stall, .reset = !stall});
        auto with = options();
        with.api_url = silent.base();
        with.retry.retries_max = 2;
        const auto outcome = fetch_with(with);
        EXPECT_EQ(outcome.reason, reason::unreachable) << outcome.message;
        EXPECT_EQ(outcome.extent, failure_extent::source);
        EXPECT_EQ(outcome.requests, 3U);
        EXPECT_NE(outcome.message.find("127.0.0.1:" + std::to_string(silent.port())), std::string::npos);
    }
}

TEST_F(GithubSource, GivesUpTheSourceThatCannotBeReached) {
    auto with = options();
    with.api_url = "http://127.0.0.1:1";
    const auto outcome = fetch_with(with);
    EXPECT_EQ(outcome.reason, reason::unreachable);
    EXPECT_EQ(outcome.extent, failure_extent::source);
    EXPECT_NE(outcome.message.find("127.0.0.1:1"), std::string::npos);
}

TEST_F(GithubSource, ObeysRetryAfter) {
    server.add(envelope_path, {.status = 429, .headers = {{"Retry-After", "1"}}});
    server.add(envelope_path, {.status = 204});
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(fetch().result, fetch_result::no_data);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(GithubSource, EndsRateLimitedWhenTheWaitPassesTheDeadline) {
    server.add(envelope_path,
               {.status = 403, .body = message("API rate limit exceeded"), .headers = {{"Retry-After", "600"}}});
    const fetch_limits limits{{}, std::chrono::steady_clock::now() + 60s};
    const auto outcome = fetch(limits);
    EXPECT_EQ(outcome.reason, reason::rate_limited);
    EXPECT_EQ(outcome.extent, failure_extent::source);
    ASSERT_TRUE(outcome.retry_at);
    EXPECT_NEAR(std::chrono::duration<double>(*outcome.retry_at - std::chrono::system_clock::now()).count(), 600, 5);
    // The other workers of the credential learn it without a call.
    const auto next = fetch(limits);
    EXPECT_EQ(next.reason, reason::rate_limited);
    EXPECT_EQ(next.requests, 0U);
    EXPECT_TRUE(next.retry_at);
}

TEST_F(GithubSource, WaitsLongerWhenLimitedWithoutAWord) {
    server.add(envelope_path, {.status = 403, .body = message("You have exceeded a secondary rate limit")});
    server.add(envelope_path, {.status = 204});
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(fetch().result, fetch_result::no_data);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);  // 60 units
}

TEST_F(GithubSource, RefusesLinksToStrangers) {
    server.add(envelope_path, {.body = R"({"download_links":["http://10.1.2.3:81/x?sig=TOPSECRET"]})"});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::link_refused);
    EXPECT_EQ(outcome.extent, failure_extent::slice);
    EXPECT_NE(outcome.message.find("10.1.2.3:81"), std::string::npos);
    EXPECT_NE(outcome.message.find("download_hosts"), std::string::npos);
    EXPECT_EQ(outcome.requests, 1U);
}

TEST_F(GithubSource, ReadsNothingWhenAnyLinkIsRefused) {
    server.add(envelope_path, {.body = "{\"download_links\":[\"" + link("/r/1") + "\",\"not a url?sig=TOPSECRET\"]}"});
    server.add("/r/1", {.body = "one\n"});
    EXPECT_EQ(fetch().reason, reason::link_refused);
    EXPECT_EQ(sink.begins, 0U);
}

TEST_F(GithubSource, KeepsAtLeastTheEnvelopesFirstMiB) {
    server.add(envelope_path, {.body = "{\"download_links\":[],\"x\":\"" + std::string(2'000'000, 'x') + "\"}"});
    EXPECT_EQ(fetch().reason, reason::malformed_answer);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(GithubSource, TriesAnEnvelopeAgainThatIsCut) {
    server.add(envelope_path, {.body = "{\"download_links\":[]}", .stop_after = 10});
    server.add(envelope_path, {.status = 204});
    EXPECT_EQ(fetch().result, fetch_result::no_data);
}

TEST_F(GithubSource, KnowsTheReportOfEveryDataset) {
    struct name {
        schema::dataset dataset;
        const char* of_organization;
        const char* of_enterprise;
        const char* probe_organization;
        const char* probe_enterprise;
    };
    const std::string reports = "/copilot/metrics/reports/";
    using schema::dataset;
    for (const name& one :
         {name{dataset::totals, "organization-1-day", "enterprise-1-day", "organization-28-day/latest",
               "enterprise-28-day/latest"},
          name{dataset::users, "users-1-day", "users-1-day", "users-28-day/latest", "users-28-day/latest"},
          name{dataset::user_teams, "user-teams-1-day", "user-teams-1-day", "users-28-day/latest",
               "users-28-day/latest"},
          name{dataset::repos, "repos-1-day", "repos-1-day", "organization-28-day/latest",
               "enterprise-28-day/latest"}}) {
        for (const bool enterprise : {false, true}) {
            const std::string base = (enterprise ? "/enterprises/octo-org" : "/orgs/octo-org") + reports;
            const std::string daily = base + (enterprise ? one.of_enterprise : one.of_organization);
            const std::string probe = base + (enterprise ? one.probe_enterprise : one.probe_organization);
            slice.target.dataset = one.dataset;
            slice.target.scope.kind = enterprise ? schema::scope_kind::enterprise : schema::scope_kind::organization;
            server.set(daily, {.body = envelope({"/r/1"})});
            server.set("/r/1", {.body = "one\n"});
            server.set(probe, {.status = 204});
            sink = {};
            EXPECT_TRUE(github_reads(one.dataset));
            const auto outcome = fetch();
            EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
            EXPECT_FALSE(outcome.report_day);
            const auto requests = server.requests();
            EXPECT_EQ(requests.at(requests.size() - 2).target, daily + "?day=2026-11-18");
            github_source source{options(), credential};
            EXPECT_EQ(source.probe(slice.target, {}).result, fetch_result::report);
            EXPECT_EQ(server.requests().back().target, probe);
        }
    }
}

class Engagement : public GithubSource {
protected:
    Engagement() { slice.target.dataset = schema::dataset::engagement; }
    std::string envelope_of(const std::string& said) const {
        return "{\"download_links\":[\"" + link("/r/1") + "\"]" + said + "}";
    }
    const std::string path = "/orgs/octo-org/copilot/metrics/reports/organization-28-day/latest";
    const std::string days = R"(,"report_start_day":"2026-10-22","report_end_day":"2026-11-18")";
};

TEST_F(Engagement, TellsTheDayOfTheLatestReport) {
    server.add(path, {.body = envelope_of(days)});
    server.add("/r/1", {.body = "one\n"});
    slice.day = schema::day{2026, 11, 21};
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(outcome.report_day, (schema::day{2026, 11, 18}));
    EXPECT_EQ(server.requests().at(0).target, path);
}

TEST_F(Engagement, RefusesAReportThatDoesNotSayItsDay) {
    server.add(path, {.body = envelope_of("")});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_NE(outcome.message.find("report_end_day"), std::string::npos);
    EXPECT_FALSE(outcome.report_day);
}

TEST_F(Engagement, RefusesAReportThatIsReplacedOnTheWay) {
    server.add(path, {.body = envelope_of(days)});
    server.add(path, {.body = envelope_of(R"(,"report_start_day":"2026-10-23","report_end_day":"2026-11-19")")});
    server.add("/r/1", {.status = 403});
    server.add("/r/1", {.body = "one\n"});
    EXPECT_EQ(fetch().reason, reason::download_failed);
}

TEST_F(Engagement, FindsNoScopeWhereThereIsNoReport) {
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::not_found);
    EXPECT_EQ(outcome.extent, failure_extent::scope_dataset);
    EXPECT_TRUE(outcome.not_found_answer);
}

TEST_F(GithubSource, RefusesABadApiUrl) {
    for (const char* text : {"", "api.github.com", "ftp://h", "https://h/?x=1"}) {
        auto with = options();
        with.api_url = text;
        EXPECT_THROW((github_source{with, credential}), std::invalid_argument) << text;
    }
}

TEST_F(GithubSource, ProbesTheScopeByThe28DayReport) {
    const std::string path = "/orgs/octo-org/copilot/metrics/reports/users-28-day/latest";
    github_source source{options(), credential};
    auto outcome = watched(source.probe(slice.target, {}));
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::not_found);
    EXPECT_NE(outcome.message.find("slug"), std::string::npos);
    EXPECT_NE(outcome.message.find("token"), std::string::npos);
    EXPECT_EQ(server.requests().at(0).target, path);

    server.add(
        path,
        {.body = R"({"download_links":["https://x/"],"report_start_day":"2026-10-22","report_end_day":"2026-11-18"})"});
    EXPECT_EQ(source.probe(slice.target, {}).result, fetch_result::report);
    server.add(path, {.status = 204});
    EXPECT_EQ(source.probe(slice.target, {}).result, fetch_result::report);
    server.add(path, {.status = 403, .body = message("policy must be enabled")});
    server.add(path, {.status = 403, .body = message("policy must be enabled")});
    source.probe(slice.target, {});
    EXPECT_EQ(source.probe(slice.target, {}).reason, reason::policy_disabled);
}

TEST_F(GithubSource, IsInterruptedWhileItWaits) {
    server.add(envelope_path, {.status = 429, .headers = {{"Retry-After", "30"}}});
    std::stop_source stop;
    std::thread other{[&] {
        std::this_thread::sleep_for(100ms);
        stop.request_stop();
    }};
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = fetch({stop.get_token(), {}});
    EXPECT_EQ(outcome.reason, reason::interrupted);
    EXPECT_EQ(outcome.extent, failure_extent::slice);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    other.join();
}

TEST_F(GithubSource, AsksOneEnvelopeAtATime) {
    server.add(envelope_path, {.status = 204});
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i) {
        workers.emplace_back([this] {
            github_source source{options(), credential};
            test_support::recording_sink own;
            for (int n = 0; n < 10; ++n) EXPECT_EQ(source.fetch(slice, own, {}).result, fetch_result::no_data);
        });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(server.requests().size(), 40U);
}

}  // namespace
