// Refusals, limits and broken answers of Augment's API.
#include <thread>

#include "tests/connectors/augment_fixture.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::augment_base;
using test_support::AugmentSource;

const std::string mira = R"({"user_email":"mira@x","n":1})";
const std::string refusal = R"({"error":{"code":"InvalidArgument","message":"the vendor's own words"}})";

TEST_F(AugmentSource, EachRefusalHasItsReasonReachAndTheVendorsWords) {
    const std::tuple<int, std::string_view, failure_extent> cases[] = {
        {400, reason::malformed_answer, failure_extent::slice},
        {401, reason::unauthorized, failure_extent::credential},
        {403, reason::permission_missing, failure_extent::scope_dataset},
        {404, reason::malformed_answer, failure_extent::slice},
        {500, reason::server_error, failure_extent::slice},
    };
    for (const auto& [status, code, extent] : cases) {
        serve("user-activity", test_support::reply{.status = status, .body = refusal});
        const fetch_outcome outcome = fetch_users();
        EXPECT_EQ(outcome.reason, code) << status;
        EXPECT_EQ(outcome.extent, extent) << status;
        EXPECT_NE(outcome.message.find("the vendor's own words"), std::string::npos) << outcome.message;
        EXPECT_NE(outcome.message.find(std::to_string(status)), std::string::npos) << outcome.message;
        EXPECT_EQ(outcome.server_error, status == 500);
        EXPECT_EQ(outcome.retries, status == 500 ? 5u : 0u);
    }
}

TEST_F(AugmentSource, AGatewaysHtmlIsShownShortened) {
    serve("user-activity", test_support::reply{.status = 502, .body = "<html>" + std::string(5000, 'x') + "</html>"});
    const fetch_outcome outcome = fetch_users();
    EXPECT_EQ(outcome.reason, reason::server_error);
    EXPECT_LT(outcome.message.size(), 600u);
}

TEST_F(AugmentSource, ARedirectIsNotFollowedWithTheToken) {
    serve("user-activity", test_support::reply{.status = 302, .headers = {{"Location", server.base() + "/elsewhere"}}});
    EXPECT_EQ(fetch_users().reason, reason::malformed_answer);
    EXPECT_EQ(server.count("/elsewhere"), 0u);
}

TEST_F(AugmentSource, ALimitIsWaitedOutAsTheVendorAsks) {
    server.set(augment_base + "user-activity", {.status = 429, .body = refusal, .headers = {{"Retry-After", "1"}}});
    server.add(augment_base + "user-activity", {.body = users({mira})});
    const auto began = std::chrono::steady_clock::now();
    const fetch_outcome outcome = fetch_users();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(outcome.retries, 1u);
    EXPECT_GE(std::chrono::steady_clock::now() - began, 1s);
}

TEST_F(AugmentSource, ALimitBeyondTheDeadlineEndsTheSource) {
    serve("user-activity", test_support::reply{.status = 429, .body = refusal, .headers = {{"Retry-After", "600"}}});
    const fetch_outcome outcome = fetch_users({{}, std::chrono::steady_clock::now() + 10s});
    EXPECT_EQ(outcome.reason, reason::rate_limited);
    EXPECT_EQ(outcome.extent, failure_extent::source);
    EXPECT_TRUE(outcome.retry_at);
    EXPECT_EQ(outcome.requests, 1u);
    EXPECT_EQ(fetch_users({{}, std::chrono::steady_clock::now() + 10s}).requests, 0u) << "it holds for others too";
}

TEST_F(AugmentSource, AnAnswerThatBreaksOffIsAskedForAgain) {
    server.set(augment_base + "user-activity", {.body = users({mira}), .stop_after = 20});
    server.add(augment_base + "user-activity", {.body = users({mira})});
    const fetch_outcome outcome = fetch_users();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(outcome.retries, 1u);
}

TEST_F(AugmentSource, AnswersThatNeverEndWholeFail) {
    serve("user-activity", test_support::reply{.body = users({mira}), .stop_after = 20});
    EXPECT_EQ(fetch_users().reason, reason::download_failed);
    serve("user-activity", test_support::reply{.reset = true});
    EXPECT_EQ(fetch_users().reason, reason::unreachable);
}

TEST_F(AugmentSource, EveryCallCountsAgainstTheLimitAlsoThoseThatFail) {
    serve("user-activity", test_support::reply{.status = 500, .body = refusal});
    fetch_users();  // 6 calls
    fetch_users();
    fetch_users();
    EXPECT_EQ(clock.slept(), 0ms) << "18 calls are within the burst";
    fetch_users();
    EXPECT_EQ(clock.slept(), 24s) << "and four are beyond it";
}

TEST_F(AugmentSource, TheWaitForTheLimitEndsAtTheDeadlineAsAnInterruption) {
    const auto real = std::make_shared<augment_account>(config::secret{test_support::augment_token});
    real->pace.set_full_at(real->pace.full_if_exhausted());
    augment_source paced{options(), real};
    const schema::slice slice{{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::users}, day};
    const auto began = std::chrono::steady_clock::now();
    const fetch_outcome outcome = paced.fetch(slice, sink, {{}, began + 50ms});
    EXPECT_EQ(outcome.reason, reason::interrupted);
    EXPECT_EQ(outcome.requests, 0u);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);

    std::stop_source stop;
    std::jthread later{[&] {
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
    }};
    EXPECT_EQ(paced.fetch(slice, sink, {stop.get_token(), {}}).reason, reason::interrupted);
    EXPECT_TRUE(server.requests().empty());
}

}  // namespace
