// The hosts without their sockets: signed links, ranges, refusals, and what the log says about them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/simulator/api.hpp"
#include "tests/simulator/blob.hpp"
#include "tests/simulator/request_log.hpp"

namespace simulator {
namespace {

constexpr std::chrono::sys_seconds noon = day_of(2026, 11, 20) + std::chrono::hours{12};

http_request make_api_request(const std::string& path, const std::string& date) {
    return {.method = "GET",
            .path = path,
            .query = {{"day", date}},
            .headers = {{"authorization", "Bearer secret"}, {"user-agent", "test"}}};
}

// The n-th link of an envelope as a request to the blob host.
http_request follow_link(const http_answer& envelope, std::size_t number = 0) {
    std::size_t at = 0;
    for (std::size_t i = 0; i <= number; ++i) {
        at = envelope.body.find("http://", at) + 7;
    }
    const std::size_t path = envelope.body.find('/', at);
    const std::size_t mark = envelope.body.find('?', path);
    const std::size_t end = envelope.body.find('"', mark);
    return {.method = "GET",
            .path = envelope.body.substr(path, mark - path),
            .query = parse_query(std::string_view{envelope.body}.substr(mark + 1, end - mark - 1)),
            .headers = {{"user-agent", "test"}}};
}

class Hosts : public testing::Test {
protected:
    http_answer ask(const std::string& date, const std::string& scope = "/orgs/octo-org") {
        return answer_api(world_, make_api_request(scope + "/copilot/metrics/reports/users-1-day", date));
    }

    world world_{parse_settings({"--token", "secret", "--today", "2026-11-20", "--shards", "2"})};
};

TEST(LinkSigner, OpensItsOwnLinksUntilTheyExpire) {
    link_signer signer{"key"};
    auto query = parse_query(signer.sign("/a", noon, noon + std::chrono::seconds{60}));
    EXPECT_EQ(signer.check("/a", query, noon + std::chrono::seconds{60}), link_verdict::good);
    EXPECT_EQ(signer.check("/a", query, noon + std::chrono::seconds{61}), link_verdict::expired);
    EXPECT_EQ(signer.check("/b", query, noon), link_verdict::wrong_signature);
    EXPECT_EQ(link_signer{"other"}.check("/a", query, noon), link_verdict::wrong_signature);
    query["se"] = "2027-01-01T00:00:00Z";
    EXPECT_EQ(signer.check("/a", query, noon), link_verdict::wrong_signature);
    EXPECT_EQ(signer.check("/a", {}, noon), link_verdict::unsigned_link);
}

TEST(LinkSigner, NeverSignsTheSameTwice) {
    link_signer signer{"key"};
    EXPECT_NE(signer.sign("/a", noon, noon), signer.sign("/a", noon, noon));
}

TEST(BlobPath, ComesBackAsItWas) {
    part_address address;
    address.kind = find_report_kind("users-1-day");
    address.request = {.organization = false, .slug = "octo-corp", .date = day_of(2026, 11, 18), .changes = {}};
    address.part = 12;
    const auto parsed = parse_blob_path(to_blob_path(address));
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(to_blob_path(*parsed), to_blob_path(address));
    EXPECT_FALSE(parse_blob_path("/v1/etl_id=green/report=users-1-day/organization=x").has_value());
    EXPECT_FALSE(parse_blob_path("/favicon.ico").has_value());
}

TEST(Range, FollowsHttp) {
    const std::tuple<const char*, range_verdict, byte_range> cases[] = {
        {"", range_verdict::whole, {}},
        {"bytes=0-9", range_verdict::partial, {0, 10}},
        {"bytes=90-", range_verdict::partial, {90, 10}},
        {"bytes=90-500", range_verdict::partial, {90, 10}},
        {"bytes=-5", range_verdict::partial, {95, 5}},
        {"bytes=100-", range_verdict::unsatisfiable, {}},
        {"bytes=1-2,5-6", range_verdict::whole, {}},
        {"lines=1-2", range_verdict::whole, {}},
        {"bytes=x-", range_verdict::whole, {}},
    };
    for (const auto& [header, verdict, expected] : cases) {
        byte_range range;
        EXPECT_EQ(parse_range(header, 100, range), verdict) << header;
        EXPECT_EQ(range, expected) << header;
    }
}

TEST_F(Hosts, EnvelopeLeadsToTheParts) {
    const http_answer envelope = ask("2026-11-18");
    ASSERT_EQ(envelope.status, 200);
    for (const std::size_t number : {0u, 1u}) {
        const http_answer part = answer_blob(world_, follow_link(envelope, number));
        EXPECT_EQ(part.status, 200);
        EXPECT_EQ(part.target.part, number);
        EXPECT_GT(part.body_bytes(), 1000);
    }
}

TEST_F(Hosts, RefuseWhatGitHubRefuses) {
    EXPECT_EQ(ask("2026-11-18", "/orgs/nobody").status, 404);
    EXPECT_EQ(ask("2026-11-18", "/enterprises/octo-org").status, 404);
    EXPECT_EQ(ask("18.11.2026").status, 400);
    EXPECT_EQ(answer_api(world_, make_api_request("/user", "")).status, 404);
    http_request request = make_api_request("/orgs/OCTO-org/copilot/metrics/reports/users-1-day", "2026-11-18");
    EXPECT_EQ(answer_api(world_, request).status, 200);
    request.headers["authorization"] = "Bearer wrong";
    EXPECT_EQ(answer_api(world_, request).status, 401);
    request.headers.erase("user-agent");
    EXPECT_EQ(answer_api(world_, request).status, 403);
}

TEST_F(Hosts, DaysOutsideTheWindowHaveNoLinks) {
    for (const char* date : {"2026-11-20", "2026-12-01", "2025-12-11"}) {
        EXPECT_EQ(ask(date).body, std::string{"{\"download_links\":[],\"report_day\":\""} + date + "\"}");
    }
    EXPECT_NE(ask("2025-12-12").body.find("http://"), std::string::npos);
    EXPECT_NE(ask("2026-11-19").body.find("http://"), std::string::npos);
}

TEST_F(Hosts, AWindowEndsWithTheNewestPublishedDay) {
    const std::filesystem::path script =
        std::filesystem::temp_directory_path() / ("simulator_hosts_" + std::to_string(::getpid()));
    std::ofstream{script} << "day=2026-11-18..2026-11-19 published=no\n";
    world late{parse_settings({"--today", "2026-11-20", "--script", script.string()})};
    const auto end_of = [](world& shared) {
        const std::string path = "/orgs/octo-org/copilot/metrics/reports/organization-28-day/latest";
        const std::string body = answer_api(shared, make_api_request(path, "")).body;
        return body.substr(body.find("\"report_end_day\"") + 18, 10);
    };
    EXPECT_EQ(end_of(world_), "2026-11-19");
    EXPECT_EQ(end_of(late), "2026-11-17");
    std::filesystem::remove(script);
}

TEST_F(Hosts, BlobHostTakesNoTokenAndNoForgery) {
    http_request request = follow_link(ask("2026-11-18"));
    http_request forged = request;
    forged.path.replace(forged.path.find("2026-11-18"), 10, "2026-11-17");
    EXPECT_EQ(answer_blob(world_, forged).status, 403);
    request.headers["authorization"] = "Bearer secret";
    const http_answer refused = answer_blob(world_, request);
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(to_log_line(request, refused, 0, {}).find("\"authorization\":true"), std::string::npos);
}

TEST_F(Hosts, RangesHoldOnlyForTheSameContent) {
    http_request request = follow_link(ask("2026-11-18"));
    const http_answer full = answer_blob(world_, request);
    ASSERT_TRUE(full.slice);
    request.headers["range"] = "bytes=100-199";
    request.headers["if-range"] = full.slice->part->etag();
    const http_answer partial = answer_blob(world_, request);
    EXPECT_EQ(partial.status, 206);
    EXPECT_EQ(partial.body_bytes(), 100);
    request.headers["if-range"] = "\"other\"";
    EXPECT_EQ(answer_blob(world_, request).status, 200);
    request.headers["if-match"] = "\"other\"";
    EXPECT_EQ(answer_blob(world_, request).status, 412);
}

TEST_F(Hosts, TheLogNeverHasASignature) {
    const http_request request = follow_link(ask("2026-11-18"));
    const std::string line = to_log_line(request, answer_blob(world_, request), 17, std::chrono::milliseconds{5});
    EXPECT_EQ(line.find("sig"), std::string::npos);
    EXPECT_NE(line.find("\"day\":\"2026-11-18\",\"part\":0,\"status\":200,\"authorization\":false"), std::string::npos);
    EXPECT_NE(line.find("\"bytes\":17,\"at_ms\":5}"), std::string::npos);
}

}  // namespace
}  // namespace simulator
