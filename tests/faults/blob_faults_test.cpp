// The host behind the signed links: expired, cut, stalled, lying about lengths and contents. What the simulator was
// asked tells whether a download went on by range or began again.

#include "tests/faults/fault.hpp"

namespace {

using namespace faults;

class BlobFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
        test_support::write_file(
            simulator().directory() / "broken.gz",
            std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10) + std::string(400, '\x5a'));
        std::string lines;
        for (int i = 0; i < 200; ++i)
            lines += R"({"day":")" + hit_day() + R"(","user_id":)" + std::to_string(i) + "}\n";
        test_support::write_file(simulator().directory() / "cut.ndjson", lines.substr(0, lines.size() - 5));
    }
};

/// `STATUS[@FIRST]` of each download of the hit day, e.g. `200 206@5000`; and that its envelope was asked for so often.
std::function<void(fault_test&, const outcome&)> downloads(const std::string& expected, std::size_t envelopes = 1) {
    return [=](fault_test& test, const outcome&) {
        std::string text;
        for (const logged_request& request : test.asked("blob")) {
            text += (text.empty() ? "" : " ") + std::to_string(request.status);
            if (!request.range.empty()) text += "@" + request.range.substr(6, request.range.size() - 7);
        }
        EXPECT_EQ(text, expected);
        EXPECT_EQ(test.asked("api").size(), envelopes);
    };
}

const std::vector<fault> passing{
    {.name = "blob: link expired before the download",
     .rules = {"on=blob day=DAY times=1 expire_link=1"},
     .check = downloads("403 200", 2)},
    {.name = "blob: link expired during the download",
     .rules = {"on=blob day=DAY times=1 cut_at=5000", "on=blob day=DAY nth=2 expire_link=1"},
     .check = downloads("200 403@5000 206@5000", 2)},
    {.name = "blob: cut, ETag vouches",
     .rules = {"on=blob day=DAY times=1 cut_at=5000"},
     .check = downloads("200 206@5000")},
    {.name = "blob: cut twice",
     .rules = {"on=blob day=DAY times=1 cut_at=5000", "on=blob day=DAY nth=2 cut_at=3000"},
     .check = downloads("200 206@5000 206@8000")},
    {.name = "blob: reset before the answer",
     .rules = {"on=blob day=DAY times=1 reset=1"},
     .check = downloads("200 200")},
    {.name = "blob: reset inside the answer",
     .rules = {"on=blob day=DAY times=1 cut_at=5000 reset=1"},
     .check = downloads("200 206@5000")},
    {.name = "blob: file changed between two range requests",
     .rules = {"on=blob day=DAY change_etag=1", "on=blob day=DAY times=1 cut_at=5000"},
     .check = downloads("200 200@5000")},
    {.name = "blob: trickle", .rules = {"on=blob day=DAY times=1 trickle=20000"}, .check = downloads("200")},
    {.name = "blob: Content-Length too long",
     .rules = {"on=blob day=DAY times=1 wrong_length=100"},
     .check =
         [](fault_test& test, const outcome& result) {
             EXPECT_EQ(result.count("retries"), 2);
             const auto asked = test.asked("blob");  // the rest by range, which there is not; so from the start
             ASSERT_EQ(asked.size(), 3u);
             EXPECT_EQ(asked[1].status, 416);
             EXPECT_EQ(asked[2].status, 200);
             EXPECT_EQ(asked[2].range, "");
         }},
    {.name = "blob: gzip truncated", .rules = {"on=blob day=DAY times=1 gzip_cut=1500"}, .check = downloads("200 200")},
    {.name = "blob: gzip truncated to nothing but its header",
     .rules = {"on=blob day=DAY times=1 gzip_cut=10"},
     .check = downloads("200 200")},
    {.name = "blob: gzip cut in its framing, so from the start",
     .rules = {"on=blob day=DAY times=1 content_encoding=gzip cut_at=1500"},
     .check = downloads("200 200")},
    {.name = "blob: 416 to a range",
     .rules = {"on=blob day=DAY times=1 cut_at=5000", "on=blob day=DAY nth=2 status=416"},
     .check = downloads("200 416@5000 200")},
    {.name = "blob: 500 with XML, once",
     .rules = {"on=blob day=DAY times=1 status=500"},
     .check = downloads("500 200")},
    {.name = "blob: 503, once",
     .rules = {"on=blob day=DAY times=1 status=503 retry_after=1"},
     .check = downloads("503 200")},
    {.name = "blob: one user in two shards, equal",
     .rules = {"day=DAY users=12 shards=2 duplicate_users=4"},
     .always = {"day=DAY users=12 shards=2"},
     .same_content = false},
};

const std::vector<fault> lasting{
    {.name = "blob: Content-Length too short, so cut in a record",
     .rules = {"on=blob day=DAY times=1 wrong_length=-100"},
     .exit_code = 3,
     .reason = "download_failed",
     .missing = lost::hit_day},
    {.name = "blob: a file that ends in the middle of a record",
     .rules = {"day=DAY raw_file=cut.ndjson"},
     .exit_code = 3,
     .reason = "download_failed",
     .missing = lost::hit_day},
    {.name = "blob: fresh links expired as well",
     .rules = {"on=blob day=DAY expire_link=1"},
     .exit_code = 3,
     .reason = "download_failed",
     .missing = lost::hit_day},
    {.name = "blob: gzip bomb",
     .rules = {"on=blob day=DAY gzip_bomb=2"},
     .exit_code = 3,
     .reason = "download_failed",
     .missing = lost::hit_day,
     .check = [](fault_test&, const outcome& result) { EXPECT_LT(result.ended.peak_bytes, 100u << 20); }},
    {.name = "blob: one shard of three missing",
     .rules = {"day=DAY missing_parts=1"},
     .exit_code = 3,
     .reason = "part_missing",
     .missing = lost::hit_day,
     .always = {"day=DAY users=12 shards=3"}},
    {.name = "blob: 404 with XML for the first of three shards",
     .rules = {"on=blob day=DAY part=0 status=404"},
     .exit_code = 3,
     .reason = "part_missing",
     .missing = lost::hit_day,
     .always = {"day=DAY users=12 shards=3"}},
    {.name = "blob: 412",
     .rules = {"on=blob day=DAY status=412"},
     .exit_code = 3,
     .reason = "download_failed",
     .missing = lost::hit_day},
    {.name = "blob: 500 with XML, always",
     .rules = {"on=blob day=DAY status=500 retry_after=0"},
     .exit_code = 3,
     .reason = "server_error",
     .missing = lost::hit_day},
    {.name = "blob: redirect to a host that is not allowed",
     .rules = {"on=blob day=DAY status=302 location=http://example.invalid/"},
     .exit_code = 3,
     .reason = "link_refused",
     .missing = lost::hit_day},
};

TEST_P(BlobFaults, ThatPass) { play_all(passing); }
TEST_P(BlobFaults, ThatStay) { play_all(lasting); }

/// A minute of silence, or a whole ladder of 31 s.
TEST_P(BlobFaults, SlowStallsAndLadders) {
    play_all({{.name = "blob: stall",
               .rules = {"on=blob day=DAY times=1 stall_at=5000"},
               .check = downloads("200 206@5000")},
              {.name = "blob: gzip corrupt",
               .rules = {"day=DAY raw_file=broken.gz"},
               .exit_code = 3,
               .reason = "download_failed",
               .missing = lost::hit_day},
              {.name = "blob: gzip truncated, always",
               .rules = {"on=blob day=DAY gzip_cut=1500"},
               .exit_code = 3,
               .reason = "download_failed",
               .missing = lost::hit_day},
              {.name = "blob: cut, always",
               .rules = {"on=blob day=DAY cut_at=500 change_etag=1"},
               .exit_code = 3,
               .reason = "download_failed",
               .missing = lost::hit_day}});
}

/// Sixty days, each cut at another byte: at both ends, at line ends, and spread over the file.
TEST_P(BlobFaults, CutAtAnyByte) {
    environment["SYNC_CONCURRENCY"] = "20";
    set_script({"users=12"});
    EXPECT_EQ(backfill(64, 64).code(), 0);
    std::int64_t bytes = 0;
    for (const auto& request : simulator().requests())
        if (request.host == "blob") bytes = request.bytes;
    ASSERT_GT(bytes, 10'000);
    use_new_database();
    EXPECT_EQ(backfill(64, 5).code(), 0);
    const auto expected = dump_tables(database());

    std::vector<std::string> rules{"users=12"};
    for (int i = 0; i < 60; ++i) {
        const std::int64_t at = i < 4 ? i : bytes * (i - 3) / 80;
        rules.push_back("on=blob day=" + day(64 - i) + " times=1 cut_at=" + std::to_string(at));
    }
    set_script(rules);
    simulator().forget_requests();
    const auto kept = use_new_database();
    const outcome result = backfill(64, 5);
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("retries"), 60);
    int by_range = 0;
    for (const auto& request : simulator().requests()) by_range += request.status == 206 ? 1 : 0;
    EXPECT_EQ(by_range, 59) << "all but the one that got nothing";
    const std::string wrong = difference(expected, dump_tables(database()));
    EXPECT_EQ(wrong, "");
    write_result({"blob: cut at any byte, 60 of them", GetParam(),
                  "loaded after " + std::to_string(result.count("retries")) + " more attempts, " +
                      std::to_string(by_range) + " by range",
                  result.code(), wrong.empty()});
}

ON_BOTH_ENGINES(BlobFaults);

}  // namespace
