#include "connectors/pushgateway.hpp"

#include <gtest/gtest.h>

#include "scripted_server.hpp"

namespace connectors {
namespace {

using test_support::reply;
using test_support::scripted_server;

TEST(Pushgateway, TakesAnAddressOrAPathOfItsOwn) {
    EXPECT_EQ(parse_gateway("http://pushgateway:9091")->target, "/metrics/job/copilot-metrics-sync");
    EXPECT_EQ(parse_gateway("https://push.example.com/")->target, "/metrics/job/copilot-metrics-sync");
    EXPECT_EQ(parse_gateway("http://pushgateway:9091/metrics/job/a/instance/b")->target, "/metrics/job/a/instance/b");
    for (const char* text : {"", "pushgateway:9091", "ftp://pushgateway", "http://user:secret@pushgateway"})
        EXPECT_FALSE(parse_gateway(text)) << text;
}

TEST(Pushgateway, GetsTheTextByPutOrPost) {
    scripted_server server;
    server.add("/metrics/job/copilot-metrics-sync", {.status = 200});
    const url where = *parse_gateway(server.base());
    EXPECT_EQ(push_text(where, "a 1\n", push_kind::replace, {}), "");
    EXPECT_EQ(push_text(where, "b 2\n", push_kind::amend, {}), "");
    const auto seen = server.requests();
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].method + " " + seen[0].body, "PUT a 1\n");
    EXPECT_EQ(seen[1].method + " " + seen[1].body, "POST b 2\n");
    EXPECT_EQ(seen[0].header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(seen[0].header("authorization"), "");
}

TEST(Pushgateway, IsAskedAgainOnlyWhereThatMayHelp) {
    scripted_server server;
    const std::string path = "/metrics/job/copilot-metrics-sync";
    server.add(path, {.status = 503});
    server.add(path, {.reset = true});
    server.add(path, {.status = 202});
    EXPECT_EQ(push_text(*parse_gateway(server.base()), "a 1\n", push_kind::replace, {}), "");
    EXPECT_EQ(server.count(path), 3u);

    server.set(path, {.status = 400, .body = "pushed metrics are invalid"});
    const std::string refused = push_text(*parse_gateway(server.base()), "a 1\n", push_kind::replace, {});
    EXPECT_NE(refused.find("answered 400: pushed metrics are invalid"), std::string::npos) << refused;
    EXPECT_EQ(server.count(path), 4u);

    server.set(path, {.status = 500});
    EXPECT_NE(push_text(*parse_gateway(server.base()), "a 1\n", push_kind::replace, {}), "");
    EXPECT_EQ(server.count(path), 7u) << "three times, and not for ever";
    EXPECT_NE(
        push_text(*parse_gateway("http://127.0.0.1:1"), "a 1\n", push_kind::replace, {}).find("cannot be reached"),
        std::string::npos);
}

}  // namespace
}  // namespace connectors
