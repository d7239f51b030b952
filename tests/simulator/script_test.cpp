// The script language: what it accepts, what it refuses, and which request a rule applies to.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/simulator/script.hpp"
#include "tests/simulator/script_file.hpp"

namespace simulator {
namespace {

request_target make_target(host where, day date) {
    return {.where = where, .report = "users-1-day", .scope_kind = "organization", .slug = "octo-org", .date = date};
}

constexpr day wednesday = day_of(2026, 11, 18);

class ScriptFile : public testing::Test {
protected:
    ~ScriptFile() override { std::filesystem::remove(path_); }

    void write(const std::string& text) {
        const std::filesystem::path temporary = path_.string() + ".new";
        std::ofstream{temporary} << text;
        std::filesystem::rename(temporary, path_);
    }

    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("simulator_script_" + std::to_string(::getpid()));
};

TEST(Script, IgnoresCommentsAndBlankLines) {
    const script parsed = parse_script("# a comment\n\n   \nusers=3   # three\r\n");
    EXPECT_EQ(parsed.error, "");
    ASSERT_EQ(parsed.rules.size(), 1u);
    report_changes changes;
    apply(parsed.rules[0], changes);
    EXPECT_EQ(changes.users, 3u);
}

TEST(Script, UnderstandsEveryDataAction) {
    const script parsed = parse_script(
        "published=no users=5 shards=2 revision=3 drop_users=1 duplicate_users=2 conflicting_users=3 bad_lines=4 "
        "wrong_type=5 wrong_day=6 line_bytes=7 missing_parts=1 shard_order=reversed line_order=reversed "
        "unknown_field=1 "
        "same_link_twice=1 bad_host=1 format=crlf raw_file=x.ndjson\n");
    ASSERT_EQ(parsed.error, "");
    report_changes changes;
    apply(parsed.rules.at(0), changes);
    const report_changes expected = {.published = false,
                                     .users = 5,
                                     .shards = 2,
                                     .revision = 3,
                                     .drop_users = 1,
                                     .duplicate_users = 2,
                                     .conflicting_users = 3,
                                     .bad_lines = 4,
                                     .wrong_type = 5,
                                     .wrong_day = 6,
                                     .line_bytes = 7,
                                     .missing_parts = 1,
                                     .shards_reversed = true,
                                     .lines_reversed = true,
                                     .unknown_field = true,
                                     .same_link_twice = true,
                                     .bad_host = true,
                                     .format = report_format::crlf,
                                     .raw_file = "x.ndjson"};
    EXPECT_EQ(changes, expected);
}

TEST(Script, UnderstandsEveryAnswerAction) {
    const script parsed = parse_script(
        "status=403 body=policy retry_after=7 hang=1.5 latency_ms=20 cut_at=100 stall_at=200 wrong_length=-3 "
        "trickle=50 "
        "reset=1 empty_body=1 location=http://x/\nmalformed=1 answer=no_content ratelimit_reset=+9\n"
        "expire_link=1 change_etag=1\nrepeat_page=1 bad_next=/x revoke_tokens=1 date=-3600\n"
        "on=blob content_encoding=gzip gzip_cut=77 gzip_bomb=2\n");
    ASSERT_EQ(parsed.error, "");
    answer_changes changes;
    for (const rule& line : parsed.rules) {
        apply(line, changes);
    }
    EXPECT_EQ(changes.status, 403);
    EXPECT_EQ(changes.body, "policy");
    EXPECT_EQ(changes.retry_after, 7);
    EXPECT_FALSE(changes.retry_after_dated);
    EXPECT_EQ(changes.delay.count(), 1520);
    EXPECT_EQ(changes.cut_at, 100);
    EXPECT_EQ(changes.stall_at, 200);
    EXPECT_EQ(changes.wrong_length, -3);
    EXPECT_EQ(changes.bytes_per_second, 50);
    EXPECT_EQ(changes.location, "http://x/");
    EXPECT_EQ(changes.answer, "no_content");
    EXPECT_EQ(changes.ratelimit_reset, 9);
    EXPECT_TRUE(changes.ratelimit_reset_relative);
    EXPECT_TRUE(changes.reset && changes.empty_body && changes.malformed && changes.expire_link && changes.change_etag);
    EXPECT_TRUE(changes.repeat_page && changes.revoke_tokens && changes.gzip);
    EXPECT_EQ(changes.bad_next, "/x");
    EXPECT_EQ(changes.clock_ahead, std::chrono::seconds{-3600});
    EXPECT_EQ(changes.gzip_cut, 77);
    EXPECT_EQ(changes.gzip_bomb_gib, 2);
}

TEST(Script, PagesAndTheProxyHaveRulesOfTheirOwn) {
    const script parsed = parse_script("report=seats page=2 status=500\non=proxy status=407\nstatus=503\n");
    ASSERT_EQ(parsed.error, "");
    request_target page = {.where = host::api, .report = "seats", .page = 2};
    const auto matching = [&parsed](const request_target& target) {
        std::string rules;
        for (std::size_t i = 0; i < parsed.rules.size(); ++i) {
            rules += parsed.rules[i].matchers.match(target) ? std::to_string(i) : "";
        }
        return rules;
    };
    EXPECT_EQ(matching(page), "02");
    page.page = 1;
    EXPECT_EQ(matching(page), "2");
    EXPECT_EQ(matching({.where = host::proxy}), "1") << "a rule without on= is not for the proxy";
    EXPECT_EQ(parse_script("on=proxy cut_at=5").error, "line 1: 'cut_at' does not work with on=proxy");
    EXPECT_NE(parse_script("page=2 users=5").error, "");
}

TEST(Script, SaysWhichLineIsWrongAndDropsAllRules) {
    const std::pair<const char*, const char*> cases[] = {
        {"users=1\nuser=2\n", "line 2: unknown key 'user'"},
        {"users=many", "line 1: bad value 'many' for 'users'"},
        {"format=xml", "line 1: bad value 'xml' for 'format'"},
        {"day=2026-02-30 users=1", "line 1: bad value '2026-02-30' for 'day'"},
        {"day=2026-02-02..2026-02-01 users=1", "line 1: bad value '2026-02-02..2026-02-01' for 'day'"},
        {"nth=0 status=500", "line 1: bad value '0' for 'nth'"},
        {"status", "line 1: 'status' is not key=value"},
        {"on=api", "line 1: the rule has no action"},
        {"nth=1 revision=2",
         "line 1: 'revision' changes the report for every request: it takes no on, part, page, nth or times"},
        {"on=api expire_link=1", "line 1: 'expire_link' works only with on=blob"},
    };
    for (const auto& [text, error] : cases) {
        const script parsed = parse_script(text);
        EXPECT_EQ(parsed.error, error);
        EXPECT_TRUE(parsed.rules.empty());
    }
}

TEST(Script, MatchesByHostReportScopeDayAndPart) {
    request_target target = make_target(host::blob, wednesday);
    target.part = 1;
    const std::pair<const char*, bool> cases[] = {
        {"status=500", true},
        {"on=blob status=500", true},
        {"on=api status=500", false},
        {"report=users-1-day status=500", true},
        {"report=repos-1-day status=500", false},
        {"scope=octo-org status=500", true},
        {"scope=organization/octo-org status=500", true},
        {"scope=enterprise/octo-org status=500", false},
        {"day=2026-11-18 status=500", true},
        {"day=2026-11-01..2026-11-18 status=500", true},
        {"day=2026-11-19..2026-11-30 status=500", false},
        {"part=1 status=500", true},
        {"part=0 status=500", false},
        {"answer=no_content", false},
        {"expire_link=1", true},
    };
    for (const auto& [text, expected] : cases) {
        EXPECT_EQ(parse_script(text).rules.at(0).matchers.match(target), expected) << text;
    }
}

TEST(Script, NthAndTimesChooseAmongMatchingRequests) {
    const auto chosen = [](const char* text) {
        std::string result;
        const script parsed = parse_script(text);
        for (std::size_t count = 1; count <= 6; ++count) {
            result += parsed.rules.at(0).matchers.applies_to(count) ? 'x' : '.';
        }
        return result;
    };
    EXPECT_EQ(chosen("status=500"), "xxxxxx");
    EXPECT_EQ(chosen("nth=3 status=500"), "..x...");
    EXPECT_EQ(chosen("times=2 status=500"), "xx....");
    EXPECT_EQ(chosen("nth=2 times=3 status=500"), ".xxx..");
}

TEST_F(ScriptFile, LaterRulesOverrideEarlierOnes) {
    write("users=10\nday=2026-11-18 users=20\n");
    script_file file{path_};
    EXPECT_EQ(file.judge(make_target(host::api, wednesday)).report.users, 20u);
    EXPECT_EQ(file.judge(make_target(host::api, wednesday - std::chrono::days{1})).report.users, 10u);
}

TEST_F(ScriptFile, IsReadAgainWhenReplacedAndKeepsItsCounts) {
    write("times=2 status=500\n");
    script_file file{path_};
    const request_target target = make_target(host::api, wednesday);
    EXPECT_EQ(file.judge(target).answer.status, 500);
    write("times=2 status=500\nretry_after=1\n");
    const script_verdict second = file.judge(target);
    EXPECT_EQ(second.answer.status, 500);
    EXPECT_EQ(second.answer.retry_after, 1);
    EXPECT_EQ(file.judge(target).answer.status, std::nullopt);
}

TEST_F(ScriptFile, ReportsAMistakeUntilItIsMended) {
    script_file file{path_};
    const request_target target = make_target(host::api, wednesday);
    EXPECT_EQ(file.judge(target).error, "");  // no file yet: no rules
    write("nonsense=1\n");
    EXPECT_EQ(file.judge(target).error, "line 1: unknown key 'nonsense'");
    write("users=1\n");
    EXPECT_EQ(file.judge(target).error, "");
}

TEST_F(ScriptFile, FindsRawFilesBesideTheScript) {
    write("raw_file=sample.ndjson\n");
    script_file file{path_};
    EXPECT_EQ(file.judge(make_target(host::api, wednesday)).report.raw_file, path_.parent_path() / "sample.ndjson");
}

}  // namespace
}  // namespace simulator
