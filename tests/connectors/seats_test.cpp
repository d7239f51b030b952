// The seats of a scope, page after page.
#include <gtest/gtest.h>

#include "connectors/github/seats_page.hpp"
#include "connectors/http/redirect.hpp"
#include "tests/connectors/github_fixture.hpp"

namespace {

using namespace connectors;
using test_support::GithubSource;
using test_support::reply;
using test_support::token;

class Seats : public GithubSource {
protected:
    Seats() { slice.target.dataset = schema::dataset::seats; }
    /// A page with a link to the next one where `next` is not empty.
    reply page(const std::string& seats, const std::string& next = {}) const {
        reply answer{.body = "{\"total_seats\": 1, \"seats\": [" + seats + "]}"};
        if (!next.empty()) answer.headers = {{"Link", "<" + next + ">; rel=\"next\", <x>; rel=\"last\""}};
        return answer;
    }
    const std::string path = "/orgs/octo-org/copilot/billing/seats";
};

TEST_F(Seats, FollowsTheLinksPageByPage) {
    const std::string second = "/organizations/42/copilot/billing/seats";
    server.add(path, page(R"({"assignee": {"id": 1}}, {"assignee": null})", server.base() + second + "?page=2"));
    server.add(second, page("", second + "?page=3"));
    server.add(second, page(R"({"assignee":{"id":1}})"));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"{\"assignee\":{\"id\":1}}\n{\"assignee\":null}\n", "",
                                                    "{\"assignee\":{\"id\":1}}\n"}));
    EXPECT_EQ(server.requests().at(0).target, path + "?per_page=100");
    EXPECT_EQ(server.requests().at(2).target, second + "?page=3");
    for (const auto& request : server.requests())
        EXPECT_EQ(request.header("authorization"), std::string{"Bearer "} + token);
}

TEST_F(Seats, ReportsAScopeWithoutSeats) {
    slice.target.scope = {schema::scope_kind::enterprise, "octo-corp"};
    server.add("/enterprises/octo-corp/copilot/billing/seats", page(""));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{""});
}

TEST_F(Seats, SaysWhenTheVendorSaysThatThereAreNone) {
    const auto nobody = [this](const std::string& body) {
        server.set(path, {.body = body});
        sink = {};
        return fetch().nobody_active;
    };
    EXPECT_TRUE(nobody(R"({"total_seats":0,"seats":[]})"));
    EXPECT_FALSE(nobody(R"({"seats":[]})")) << "nobody has said a number";
    EXPECT_FALSE(nobody(R"({"total_seats":3,"seats":[]})"));
    EXPECT_FALSE(nobody(R"({"total_seats":null,"seats":[]})"));
    EXPECT_FALSE(nobody(R"({"total_seats":0,"seats":[{"assignee":null}]})"));
}

TEST_F(Seats, NeverTakesTheTokenElsewhere) {
    test_support::scripted_server stranger;
    for (const std::string& next :
         std::vector<std::string>{stranger.base() + "/x", "https://127.0.0.1:443/x", "https://api.github.com.example/x",
                                  "http://user@127.0.0.1/x", "javascript:x"}) {
        server.set(path, page("{}", next));
        sink = {};
        const auto outcome = fetch();
        EXPECT_EQ(outcome.result, fetch_result::failed) << next;
        EXPECT_EQ(outcome.reason, reason::malformed_answer);
    }
    EXPECT_TRUE(stranger.requests().empty());
}

TEST_F(Seats, EndsAListThatGoesInCircles) {
    server.add(path, page("{}", server.base() + path + "?page=2"));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_NE(outcome.message.find("leads back"), std::string::npos) << outcome.message;
    EXPECT_EQ(outcome.requests, 2U);
}

TEST_F(Seats, MissesTheLinksThatSomethingTookAway) {
    std::string hundred = "{}";
    for (int i = 1; i < 100; ++i) hundred += ",{}";
    const auto listed = [&](const std::string& total, const std::string& seats) {
        server.set(path, {.body = "{\"total_seats\":" + total + ",\"seats\":[" + seats + "]}"});
        sink = {};
        return fetch();
    };
    const auto stripped = listed("250", hundred);
    EXPECT_EQ(stripped.reason, reason::malformed_answer) << stripped.message;
    EXPECT_NE(stripped.message.find("250"), std::string::npos) << stripped.message;
    EXPECT_NE(stripped.message.find("Link"), std::string::npos) << stripped.message;
    EXPECT_EQ(listed("100", hundred).result, fetch_result::report);
    EXPECT_EQ(listed("90", hundred).result, fetch_result::report);  // an enterprise counts users, not seats
    EXPECT_EQ(listed("null", hundred).result, fetch_result::report);
    EXPECT_EQ(listed("3", "{},{}").result, fetch_result::report);  // counted at another moment than listed
    // The last of several pages may be full and without links.
    server.set(path, page(hundred, server.base() + "/page-2"));
    server.set("/page-2", {.body = "{\"total_seats\":200,\"seats\":[" + hundred + "]}"});
    sink = {};
    EXPECT_EQ(fetch().result, fetch_result::report);
}

TEST_F(Seats, KeepsNothingOfAListThatBreaks) {
    server.add(path, page("{}", server.base() + "/page-2"));
    server.add("/page-2", {.status = 500});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::server_error);
    EXPECT_EQ(outcome.requests, 7U);
}

TEST_F(Seats, TriesAPageAgain) {
    server.add(path, page("{}", server.base() + "/page-2"));
    server.add("/page-2", {.body = page("{}").body, .stop_after = 12});
    server.add("/page-2", page("{\"n\":2}"));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"{}\n", "{\"n\":2}\n"}));
}

TEST_F(Seats, RefusesPagesThatAreNone) {
    for (const char* body : {"", "null", "[]", "{}", R"({"seats":null})", R"({"seats":[1]})", R"({"seats":[null]})",
                             R"({"seats":[{}]} x)", R"({"seats":[{}])", R"({"seats":[{"a":oops}]})",
                             R"({"seats":[],"seats":[{}]})", "{\"seats\":[{\"a\":\"\xff\"}]}"}) {
        server.set(path, {.body = body});
        const auto outcome = fetch();
        EXPECT_EQ(outcome.reason, reason::malformed_answer) << body;
        EXPECT_NE(outcome.message.find("page of seats"), std::string::npos) << outcome.message;
    }
    server.set(path, {.body = "{\"seats\":[]}", .headers = {{"Link", "<broken"}}});
    EXPECT_EQ(fetch().reason, reason::malformed_answer);
    EXPECT_EQ(sink.begins, 0U);
}

TEST_F(Seats, TellsWhyThereAreNone) {
    EXPECT_EQ(fetch().reason, reason::not_found);
    server.set(path, {.status = 401});
    EXPECT_EQ(fetch().reason, reason::unauthorized);
    server.set(path, {.status = 403, .body = R"({"message":"Resource not accessible by integration"})"});
    EXPECT_EQ(fetch().reason, reason::permission_missing);
}

TEST_F(Seats, ProbesByTheListItself) {
    github_source source{options(), credential};
    EXPECT_EQ(source.probe(slice.target, {}).reason, reason::not_found);
    server.set(path, page("{}"));
    EXPECT_EQ(source.probe(slice.target, {}).result, fetch_result::report);
}

TEST(SeatsPage, KeepsEachSeatAsItWasWritten) {
    const auto page = parse_seats_page(
        "{\"seats\": [\n {\"n\": 1.50, \"big\": 9007199254740993, \"s\": \"a \\u00e9 \\\" b\", \"e\": [ ]}\n]}");
    ASSERT_TRUE(page.lines) << page.error;
    EXPECT_EQ(*page.lines, "{\"n\":1.50,\"big\":9007199254740993,\"s\":\"a \\u00e9 \\\" b\",\"e\":[]}\n");
}

TEST(Redirect, ResolvesReferences) {
    const url base = *parse_url("https://h:8443/a/b?x=1");
    const auto resolved = [&](const char* reference) {
        const auto found = resolve_reference(base, reference);
        return found ? found->scheme + "://" + host_port(*found) + found->target : "none";
    };
    EXPECT_EQ(resolved("https://other/c"), "https://other:443/c");
    EXPECT_EQ(resolved("//other/c"), "https://other:443/c");
    EXPECT_EQ(resolved("/c?y"), "https://h:8443/c?y");
    EXPECT_EQ(resolved("c"), "https://h:8443/a/c");
    EXPECT_EQ(resolved("c?to=http://x"), "https://h:8443/a/c?to=http://x");
    EXPECT_EQ(resolved("?y=2"), "https://h:8443/a/b?y=2");
    for (const char* reference : {"", "#f", "ftp://h/x", "https://u:p@h/", "javascript:x", "/a b", "//"}) {
        EXPECT_EQ(resolved(reference), "none") << reference;
    }
}

}  // namespace
