// What happens between the envelope and the last byte of the last part.
#include <gtest/gtest.h>

#include <thread>

#include "tests/connectors/github_fixture.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::envelope_path;
using test_support::GithubSource;
using test_support::reply;

const std::string body = "{\"user_id\":1}\n{\"user_id\":2}\n{\"user_id\":3}\n";
const std::vector<std::pair<std::string, std::string>> tagged{{"ETag", "\"v1\""}};

class Download : public GithubSource {
protected:
    void SetUp() override { add_envelope({"/r/part-1"}); }
    std::string range_of(std::size_t request) const { return server.requests().at(request).header("range"); }
};

TEST_F(Download, GoesOnByRangeWhereAnETagVouches) {
    for (const reply& broken : {reply{.body = body, .headers = tagged, .stop_after = 10},
                                reply{.body = body, .headers = tagged, .stop_after = 10, .stall = true},
                                reply{.body = body, .headers = tagged, .stop_after = 10, .reset = true}}) {
        sink = {};
        test_support::scripted_server storage;
        server.set(envelope_path, {.body = "{\"download_links\":[\"" + storage.base() + "/p?sig=TOPSECRET\"]}"});
        storage.add("/p", broken);
        storage.add("/p", {.body = body, .headers = tagged, .honours_ranges = true});
        sink = {};
        const auto outcome = fetch();
        EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
        EXPECT_EQ(sink.parts, std::vector<std::string>{body});
        EXPECT_EQ(sink.begins, 1U);
        EXPECT_EQ(outcome.retries, 1U);
        EXPECT_EQ(storage.requests().at(1).header("range"), "bytes=10-");
        EXPECT_EQ(storage.requests().at(1).header("if-range"), "\"v1\"");
    }
}

TEST_F(Download, GoesOnByRangeAfterADownloadThatTakesTooLong) {
    server.add("/r/part-1", {.body = body, .headers = tagged, .stop_after = 10, .stall = true});
    server.add("/r/part-1", {.body = body, .headers = tagged, .honours_ranges = true});
    auto with = options();
    with.http.idle_timeout = 10s;
    with.http.whole_timeout = 100ms;
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = fetch_with(with);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
    EXPECT_EQ(range_of(2), "bytes=10-");
}

TEST_F(Download, StartsOverWithoutAStrongETag) {
    for (const char* etag : {"", "W/\"v1\"", "v1"}) {
        server.add("/r/part-1", {.body = body, .headers = {{"ETag", etag}}, .stop_after = 10});
    }
    server.add("/r/part-1", {.body = body, .honours_ranges = true});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
    EXPECT_EQ(sink.begins, 4U);
    for (std::size_t i = 1; i < 5; ++i) EXPECT_EQ(range_of(i), "");
}

TEST_F(Download, StartsOverWhenTheServerSendsAllOfIt) {
    server.add("/r/part-1", {.body = body, .headers = tagged, .stop_after = 10});
    server.add("/r/part-1", {.body = "{\"user_id\":9}\n", .headers = {{"ETag", "\"v2\""}}, .honours_ranges = true});
    EXPECT_EQ(fetch().result, fetch_result::report);
    EXPECT_EQ(range_of(2), "bytes=10-");
    EXPECT_EQ(sink.parts, std::vector<std::string>{"{\"user_id\":9}\n"});
}

TEST_F(Download, StartsOverAfterARangeThatIsNotTheRest) {
    const std::string size = std::to_string(body.size());
    const std::string last = std::to_string(body.size() - 1);
    const auto bad_206 = [&](const std::string& range, const std::string& etag) {
        reply answer{.status = 206, .body = body.substr(10), .headers = {{"Content-Range", range}}};
        if (!etag.empty()) answer.headers.emplace_back("ETag", etag);
        return answer;
    };
    for (const reply& answer :
         {bad_206("bytes 9-" + last + "/" + size, "\"v1\""), bad_206("bytes 10-" + last + "/" + size, "\"v2\""),
          bad_206("bytes 10-" + last + "/" + size, ""), bad_206("bytes 10-" + last + "/999", "\"v1\""),
          bad_206("bytes 10-" + last + "/*", "\"v1\""), bad_206("", "\"v1\""), reply{.status = 416}}) {
        test_support::scripted_server storage;
        server.set(envelope_path, {.body = "{\"download_links\":[\"" + storage.base() + "/p?sig=TOPSECRET\"]}"});
        storage.add("/p", {.body = body, .headers = tagged, .stop_after = 10});
        storage.add("/p", answer);
        storage.add("/p", {.body = body, .headers = tagged});
        sink = {};
        const auto outcome = fetch();
        EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
        EXPECT_EQ(sink.parts, std::vector<std::string>{body});
        ASSERT_EQ(storage.requests().size(), 3U);
        EXPECT_EQ(storage.requests().at(2).header("range"), "");
    }
}

TEST_F(Download, FailsTheSliceWhenABodyNeverEndsWhole) {
    server.add("/r/part-1", {.body = body, .stop_after = 10});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_EQ(outcome.extent, failure_extent::slice);
    EXPECT_EQ(outcome.retries, 5U);
    EXPECT_TRUE(sink.parts.empty());
    EXPECT_NE(outcome.message.find("/r/part-1"), std::string::npos);
}

TEST_F(Download, FailsTheSliceByServerErrorsOfTheStorage) {
    server.add("/r/part-1", {.status = 500});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::server_error);
    EXPECT_TRUE(outcome.server_error);
}

TEST_F(Download, TakesFreshLinksForExpiredOnes) {
    server.add("/r/part-1", {.status = 403, .body = "<Error>Signature not valid</Error>"});
    server.add("/r/part-1", {.body = body});
    add_envelope({"/r/part-1"});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(server.count(envelope_path), 2U);
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
}

TEST_F(Download, KeepsThePartsItHasWhenALaterLinkExpires) {
    test_support::scripted_server storage;
    const std::string two =
        "{\"download_links\":[\"" + storage.base() + "/a/p1?s=1\",\"" + storage.base() + "/a/p2?s=1\"]}";
    const std::string fresh =
        "{\"download_links\":[\"" + storage.base() + "/b/p2?s=2\",\"" + storage.base() + "/b/p1?s=2\"]}";
    server.set(envelope_path, {.body = two});
    server.add(envelope_path, {.body = fresh});
    storage.add("/a/p1", {.body = "one\n"});
    storage.add("/a/p2", {.body = body, .headers = tagged, .stop_after = 10});
    storage.add("/a/p2", {.status = 403});
    storage.add("/b/p2", {.body = body, .headers = tagged, .honours_ranges = true});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"one\n", body}));
    EXPECT_EQ(sink.begins, 2U);  // the second part went on under its fresh link, which now is the first
    EXPECT_EQ(storage.count("/a/p1"), 1U);
    EXPECT_EQ(storage.count("/b/p1"), 0U);
}

TEST_F(Download, GivesUpOnLinksThatAreRefusedAgainAndAgain) {
    server.add("/r/part-1", {.status = 403});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_EQ(server.count(envelope_path), 4U);
    EXPECT_EQ(server.count("/r/part-1"), 4U);
}

TEST_F(Download, FailsWhenTheReportIsReplacedWhileItIsRead) {
    server.add("/r/part-1", {.body = body, .stop_after = 10});
    server.add("/r/part-1", {.status = 403});
    add_envelope({"/r/part-1", "/r/part-2"});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_TRUE(sink.parts.empty());
}

TEST_F(Download, FailsAReportWithAMissingPart) {
    for (const int status : {404, 410}) {
        for (const bool first : {true, false}) {
            test_support::scripted_server storage;
            const std::string envelope =
                "{\"download_links\":[\"" + storage.base() + "/p1?s\",\"" + storage.base() + "/p2?s\"]}";
            server.set(envelope_path, {.body = envelope});
            storage.add(first ? "/p1" : "/p2", {.status = status});
            storage.add(first ? "/p2" : "/p1", {.body = body});
            sink = {};
            const auto outcome = fetch();
            EXPECT_EQ(outcome.result, fetch_result::failed);
            EXPECT_EQ(outcome.reason, reason::part_missing) << outcome.message;
        }
    }
}

TEST_F(Download, FindsNoDataWhereEveryLinkIsGoneOrEmpty) {
    EXPECT_EQ(fetch().reason, reason::not_published);  // 404
    server.add("/r/part-1", {.body = ""});
    const auto empty = fetch();
    EXPECT_EQ(empty.result, fetch_result::no_data);
    EXPECT_EQ(empty.reason, reason::not_published);
    EXPECT_FALSE(empty.not_found_answer);
}

TEST_F(Download, AcceptsAnEmptyBodyBesidePartsWithData) {
    set_envelope({"/r/empty", "/r/full"});
    server.add("/r/empty", {.body = ""});
    server.add("/r/full", {.body = body});
    EXPECT_EQ(fetch().result, fetch_result::report);
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"", body}));
}

TEST_F(Download, RefusesWhatItCannotRead) {
    for (const reply& answer : {reply{.body = body, .headers = {{"Content-Encoding", "br"}}},
                                reply{.body = body, .headers = {{"Content-Encoding", "gzip, gzip"}}},
                                reply{.body = body, .with_length = false}, reply{.status = 206, .body = body},
                                reply{.status = 302}, reply{.status = 400}}) {
        test_support::scripted_server storage;
        storage.add("/p", answer);
        server.set(envelope_path, {.body = "{\"download_links\":[\"" + storage.base() + "/p?sig=TOPSECRET\"]}"});
        sink = {};
        const auto outcome = fetch();
        EXPECT_EQ(outcome.reason, reason::download_failed) << outcome.message;
        EXPECT_EQ(storage.requests().size(), 1U) << outcome.message;
        EXPECT_TRUE(sink.parts.empty());
    }
}

TEST_F(Download, PassesTheSinksExceptionOn) {
    server.add("/r/part-1", {.body = body});
    sink.fail_writes = true;
    github_source source{options(), credential};
    EXPECT_THROW(source.fetch(slice, sink, {}), std::runtime_error);
    sink = {};
    EXPECT_EQ(source.fetch(slice, sink, {}).result, fetch_result::report);
}

TEST_F(Download, GivesUpTheSourceWhoseStorageCannotBeReached) {
    server.set(envelope_path, {.body = R"({"download_links":["http://127.0.0.1:1/p?sig=TOPSECRET"]})"});
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::unreachable);
    EXPECT_EQ(outcome.extent, failure_extent::source);
    EXPECT_NE(outcome.message.find("127.0.0.1:1"), std::string::npos);
}

}  // namespace
