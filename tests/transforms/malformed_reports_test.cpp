// Records of the datasets beside `users` that must not become rows, each with the reason and the place that the message
// names. What every decoder refuses alike is tried once for each of them.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report_support.hpp"
#include "transforms/engagement_decoder.hpp"
#include "transforms/repos_decoder.hpp"
#include "transforms/seats_decoder.hpp"
#include "transforms/totals_decoder.hpp"
#include "transforms/user_teams_decoder.hpp"

namespace {

using transforms_test::bad_record;
using transforms_test::expect_no_beginning_taken;
using transforms_test::expect_refused;
using transforms_test::sample_records;

const std::string big = "9223372036854775808";
const std::string long_text(600, 'x');

/// What is wrong with any record, `good` being a fine one.
std::vector<bad_record> bad_anywhere(const std::string& good) {
    const std::string open = good.substr(0, good.size() - 1);
    return {
        {"", "malformed_json", ""},
        {"[]", "not_an_object", "expected an object, found an array"},
        {R"("No report available")", "not_an_object", "expected an object, found a string"},
        {open, "malformed_json", ""},
        {good + "}", "malformed_json", ""},
        {open + R"(,"new":oops})", "malformed_json", "new: "},
        {open + R"(,"new":[1,]})", "malformed_json", ""},
        {open + R"(,"new":"a":[]},"more":1})", "malformed_json", ""},
        {open + R"(,"new":["a":1],"more":1]})", "malformed_json", ""},
        {open + ",\"new\":\"\xFF\"}", "invalid_utf8", ""},
        {open + R"(,"new":{"a":["\u0000"]}})", "nul_character", "new.a[]: "},
        {open + R"(,"new":"\ud800"})", "unpaired_surrogate", "new: "},
        {open + R"(,"new":1e200000})", "out_of_range", "new: "},
        {open + R"(,"new":1,"n\u0065w":2})", "duplicate_key", "new: "},
        {open + ",\"new\":" + std::string(128, '[') + std::string(128, ']') + "}", "too_deep", "new[]"},
    };
}

/// What is wrong with the member `name` of a day.
std::vector<bad_record> bad_days(const std::string& name, const std::string& rest) {
    return {
        {"{" + rest + "}", "missing_field", name + ": "},
        {"{\"" + name + "\":null," + rest + "}", "missing_field", name + ": "},
        {"{\"" + name + "\":20261118," + rest + "}", "wrong_type", name + ": expected 2026-11-18, found an integer"},
        {"{\"" + name + "\":\"2026-11-17\"," + rest + "}", "wrong_day", name + ": expected 2026-11-18, found"},
        {"{\"" + name + "\":\"2026-11-31\"," + rest + "}", "wrong_day", name + ": "},
        {"{\"" + name + "\":\"2026-11-18\",\"" + name + "\":\"2026-11-18\"," + rest + "}", "duplicate_key",
         name + ": "},
    };
}

std::vector<bad_record> operator+(std::vector<bad_record> a, const std::vector<bad_record>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

TEST(MalformedTotals, AreRefusedWithAReasonAndAPlace) {
    const auto with = [](const std::string& members) { return R"({"day":"2026-11-18",)" + members + "}"; };
    const std::string good = with(R"("daily_active_users":5)");
    const std::string entry = R"({"ide":"vscode","loc_added_sum":9223372036854775807})";
    expect_refused<transforms::totals_decoder>(
        bad_anywhere(good) + bad_days("day", R"("enterprise_id":"1")") +
            std::vector<bad_record>{
                {with(R"("daily_active_users":"5")"), "wrong_type",
                 "daily_active_users: expected an integer, found a s"},
                {with(R"("monthly_active_users":5.5)"), "wrong_type", "monthly_active_users: "},
                {with("\"daily_active_cli_users\":" + big), "out_of_range", "daily_active_cli_users: "},
                {with(R"("loc_added_sum":true)"), "wrong_type", "loc_added_sum: "},
                {with(R"("totals_by_ide":{})"), "wrong_type", "totals_by_ide: expected an array, found an object"},
                {with(R"("totals_by_ide":[null])"), "wrong_type", "totals_by_ide[]: "},
                {with(R"("totals_by_feature":[{}])"), "missing_field", "totals_by_feature[].feature: "},
                {with(R"("totals_by_language_model":[{"language":"c"}])"), "missing_field",
                 "totals_by_language_model[].model: "},
                {with(R"("totals_by_model_feature":[{"model":null}])"), "wrong_type",
                 "totals_by_model_feature[].model: "},
                {with(R"("totals_by_ide":[{"ide":")" + long_text + "\"}]"), "too_long", "totals_by_ide[].ide: "},
                {with("\"totals_by_ide\":[" + entry + "," + entry + "]"), "out_of_range", "loc_added_sum: "},
                {with(R"("pull_requests":{"total_created":1,"total_created":1})"), "duplicate_key",
                 "pull_requests.total_created: "},
            },
        good);
}

TEST(MalformedUserTeams, AreRefusedWithAReasonAndAPlace) {
    const auto with = [](const std::string& members) { return R"({"day":"2026-11-18",)" + members + "}"; };
    const std::string good = with(R"("user_id":7,"team_id":8)");
    expect_refused<transforms::user_teams_decoder>(
        bad_anywhere(good) + bad_days("day", R"("user_id":7,"team_id":8)") +
            std::vector<bad_record>{
                {with(R"("user_id":7)"), "missing_field", "team_id: "},
                {with(R"("user_id":7,"team_id":null)"), "missing_field", "team_id: "},
                {with(R"("user_id":7,"team_id":"")"), "missing_field", "team_id: "},
                {with(R"("team_id":8)"), "missing_field", "user_id: "},
                {with(R"("team_id":8,"user_id":null)"), "missing_field", "user_id: "},
                {with(R"("team_id":8,"user_id":"")"), "missing_field", "user_id: "},
                {with(R"("team_id":8,"user_id":7.0)"), "wrong_type", "user_id: expected an integer or a string"},
                {with(R"("user_id":7,"team_id":{"id":8})"), "wrong_type", "team_id: "},
                {with(R"("user_id":7,"team_id":")" + long_text + "\""), "too_long", "team_id: "},
                {with(R"("user_id":7,"team_id":8,"slug":5)"), "wrong_type", "slug: expected a string"},
                {with(R"("user_id":7,"team_id":8,"user_login":[])"), "wrong_type", "user_login: "},
                {with(R"("user_id":7,"team_id":8,"enterprise_id":true)"), "wrong_type", "enterprise_id: "},
            },
        good);
}

TEST(MalformedRepos, AreRefusedWithAReasonAndAPlace) {
    const auto with = [](const std::string& members) { return R"({"day":"2026-11-18",)" + members + "}"; };
    const std::string good = with(R"("repo_id":7)");
    const auto pulls = [&](const std::string& members) {
        return with(R"("repo_id":7,"pull_requests":{)" + members + "}");
    };
    expect_refused<transforms::repos_decoder>(
        bad_anywhere(good) + bad_days("day", R"("repo_id":7)") +
            std::vector<bad_record>{
                {with(R"("repo_name":"x")"), "missing_field", "repo_id: "},
                {with(R"("repo_id":null)"), "missing_field", "repo_id: "},
                {with(R"("repo_id":"")"), "missing_field", "repo_id: "},
                {with(R"("repo_id":[7])"), "wrong_type", "repo_id: "},
                {with(R"("repo_id":")" + long_text + "\""), "too_long", "repo_id: "},
                {with(R"("repo_id":7,"repo_name":5)"), "wrong_type", "repo_name: "},
                {with(R"("repo_id":7,"repo_visibility":false)"), "wrong_type", "repo_visibility: "},
                {with(R"("repo_id":7,"pull_requests":[])"), "wrong_type", "pull_requests: expected an object"},
                {pulls(R"("total_created":"1")"), "wrong_type", "pull_requests.total_created: expected an integer"},
                {pulls("\"total_merged\":" + big), "out_of_range", "pull_requests.total_merged: "},
                {pulls(R"("median_minutes_to_merge":"1.5")"), "wrong_type",
                 "pull_requests.median_minutes_to_merge: expected a number, found a string"},
                {pulls(R"("median_minutes_to_merge":1e999999)"), "out_of_range", "pull_requests.median"},
                {pulls(R"("total_created":1,"total_created":1)"), "duplicate_key", "pull_requests.total_created: "},
            },
        good);
}

TEST(MalformedEngagement, IsRefusedWithAReasonAndAPlace) {
    const auto with = [](const std::string& members) { return R"({"report_end_day":"2026-11-18",)" + members + "}"; };
    const auto engaged = [&](const std::string& members) {
        return with(R"("copilot_feature_engagement":{)" + members + "}");
    };
    const auto features = [&](const std::string& entries) {
        return engaged(R"("totals_by_feature":[)" + entries + "]");
    };
    const std::string good = features(R"({"feature":"x","engaged_user_count":1})");
    const std::string place = "copilot_feature_engagement.totals_by_feature[].";
    expect_refused<transforms::engagement_decoder>(
        bad_anywhere(good) + bad_days("report_end_day", R"("enterprise_id":"1")") +
            std::vector<bad_record>{
                {R"({"day":"2026-11-18","daily_active_users":5})", "missing_field", "report_end_day: "},
                {with(R"("report_start_day":20261022)"), "wrong_type", "report_start_day: expected a string"},
                {with(R"("report_start_day":"22.10.2026")"), "wrong_type", "report_start_day: expected a day"},
                {with(R"("report_start_day":")" + long_text + "\""), "wrong_type", "report_start_day: "},
                {with(R"("report_start_day":"2026-02-30")"), "out_of_range", "report_start_day: expected a day"},
                {with(R"("copilot_feature_engagement":[])"), "wrong_type", "copilot_feature_engagement: "},
                {engaged(R"("active_user_count":"9")"), "wrong_type", "copilot_feature_engagement.active_user_count: "},
                {engaged(R"("totals_by_feature":{})"), "wrong_type", "copilot_feature_engagement.totals_by_feature: "},
                {features("5"), "wrong_type", "copilot_feature_engagement.totals_by_feature[]: "},
                {features(R"({"engaged_user_count":1})"), "missing_field", place + "feature: "},
                {features(R"({"feature":""})"), "missing_field", place + "feature: expected a name"},
                {features(R"({"feature":5})"), "wrong_type", place + "feature: "},
                {features(R"({"feature":"x","engaged_user_count":1.5})"), "wrong_type", place + "engaged_user_count: "},
                {features(R"({"feature":"x","engaged_user_count":1},{"feature":"y"},{"feature":"x"})"), "duplicate_key",
                 place + "feature: "},
                {with(R"("day_totals":[{"day":"\u0000"}])"), "nul_character", "day_totals[].day: "},
                {with(R"("day_totals":[{"x":1,"x":1}])"), "duplicate_key", "day_totals[].x: "},
                {with(R"("day_totals":[{"loc_added_sum":01}])"), "malformed_json", "day_totals[].loc_added_sum: "},
            },
        good);
}

TEST(MalformedSeats, AreRefusedWithAReasonAndAPlace) {
    const auto with = [](const std::string& members) { return "{" + members + "}"; };
    const std::string good = with(R"("created_at":"2026-01-12T08:15:30Z")");
    expect_refused<transforms::seats_decoder>(
        bad_anywhere(good) +
            std::vector<bad_record>{
                {with(R"("created_at":1768205730)"), "wrong_type", "created_at: expected a string, found an integer"},
                {with(R"("created_at":"yesterday")"), "wrong_type",
                 "created_at: expected a time with its zone, found \"yesterday\""},
                {with(R"("created_at":"2026-01-12T08:15:30")"), "wrong_type", "created_at: "},
                {with(R"("created_at":"2026-02-30T08:15:30Z")"), "out_of_range", "created_at: "},
                {with(R"("last_activity_at":"2026-01-12")"), "wrong_type", "last_activity_at: "},
                {with(R"("last_activity_at":"2026-01-12T25:15:30Z")"), "out_of_range", "last_activity_at: "},
                {with(R"("last_activity_at":")" + long_text + "\""), "wrong_type", "last_activity_at: "},
                {with(R"("last_authenticated_at":"")"), "wrong_type", "last_authenticated_at: "},
                {with(R"("last_authenticated_at":"2026-01-12T08:15:30+99:00")"), "out_of_range", "last_authenticated"},
                {with(R"("pending_cancellation_date":"1 December")"), "wrong_type", "pending_cancellation_date: "},
                {with(R"("pending_cancellation_date":"2026-02-29")"), "out_of_range", "pending_cancellation_date: "},
                {with(R"("plan_type":5)"), "wrong_type", "plan_type: "},
                {with(R"("assignee":"mona")"), "wrong_type", "assignee: expected an object, found a string"},
                {with(R"("assignee":{})"), "missing_field", "assignee.id: "},
                {with(R"("assignee":{"login":"mona"})"), "missing_field", "assignee.id: "},
                {with(R"("assignee":{"url":"x"})"), "missing_field", "assignee.id: "},
                {with(R"("assignee":{"id":null})"), "missing_field", "assignee.id: "},
                {with(R"("assignee":{"id":""})"), "missing_field", "assignee.id: "},
                {with(R"("assignee":{"id":7.5})"), "wrong_type", "assignee.id: "},
                {with(R"("assignee":{"id":")" + long_text + "\"}"), "too_long", "assignee.id: "},
                {with(R"("assignee":{"id":7,"login":5})"), "wrong_type", "assignee.login: "},
                {with(R"("assignee":{"id":7,"id":7})"), "duplicate_key", "assignee.id: "},
                {with(R"("assigning_team":[])"), "wrong_type", "assigning_team: "},
                {with(R"("assigning_team":{"id":true})"), "wrong_type", "assigning_team.id: "},
                {with(R"("assigning_team":{"slug":5})"), "wrong_type", "assigning_team.slug: "},
                {with(R"("organization":{"login":5})"), "wrong_type", "organization.login: "},
                {with(R"("organization":"octo")"), "wrong_type", "organization: "},
            },
        good);
}

TEST(MalformedReports, AreNeverTheBeginningOfARecord) {
    expect_no_beginning_taken<transforms::totals_decoder>(sample_records("enterprise-1-day.ndjson").front());
    expect_no_beginning_taken<transforms::user_teams_decoder>(
        sample_records("user-teams-1-day.organization.ndjson").front());
    expect_no_beginning_taken<transforms::repos_decoder>(sample_records("repos-1-day.ndjson").front());
    expect_no_beginning_taken<transforms::seats_decoder>(sample_records("seats.ndjson").front());
    expect_no_beginning_taken<transforms::engagement_decoder>(
        R"({"report_start_day":"2026-10-22","report_end_day":"2026-11-18","copilot_feature_engagement":)"
        R"({"active_user_count":9,"totals_by_feature":[{"feature":"x","engaged_user_count":7}]},"day_totals":[)" +
        sample_records("enterprise-1-day.ndjson").front() + "]}");
}

}  // namespace
