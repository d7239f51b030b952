// The published shapes of the datasets beside `users`: every sample decodes without drift, nothing of it is lost, and
// the numbers obey what the samples promise.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "report_support.hpp"
#include "transforms/engagement_decoder.hpp"
#include "transforms/json_text.hpp"
#include "transforms/repos_decoder.hpp"
#include "transforms/seats_decoder.hpp"
#include "transforms/totals_decoder.hpp"
#include "transforms/user_team_record.hpp"
#include "transforms/user_teams_decoder.hpp"
#include "transforms/users_decoder.hpp"

namespace {

using transforms_test::decoded_by;
using transforms_test::json_value;
using transforms_test::padded;
using transforms_test::parse_json;
using transforms_test::report_day;
using transforms_test::sample_records;
using transforms_test::to_text;

using totals = decoded_by<transforms::totals_decoder>;

std::optional<schema::day> day_of(const std::string& record) {
    return schema::day::parse(parse_json(record).at("day").text);
}

/// Column by column, from the record as an independent parser sees it; absent and null are both nullopt.
std::optional<std::int64_t> number_at(const json_value& object, std::string_view name) {
    const std::string key(name);
    if (!object.has(key) || object.at(key).type == json_value::kind::null) return std::nullopt;
    return object.at(key).integer();
}

TEST(TotalsSamples, DecodeWithoutDriftAndLoseNothing) {
    std::size_t count = 0;
    for (const char* file : {"enterprise-1-day.ndjson", "organization-1-day.ndjson"}) {
        for (const std::string& record : sample_records(file)) {
            const totals got(record, day_of(record));
            EXPECT_TRUE(got.decoder.drift().empty()) << got.decoder.drift().entries().front().path;
            const json_value expected = parse_json(record);
            EXPECT_EQ(to_text(parse_json(got.row().metrics_data)), to_text(expected));
            for (std::size_t i = 0; i < schema::activity_columns.size(); ++i) {
                EXPECT_EQ(got.row().activity.values[i], number_at(expected, schema::activity_columns[i]));
            }
            for (std::size_t i = 0; i < schema::active_user_columns.size(); ++i) {
                EXPECT_EQ(got.row().active_users[i], number_at(expected, schema::active_user_columns[i]))
                    << schema::active_user_columns[i];
            }
            std::size_t entries = 0;
            for (const char* array : {"totals_by_ide", "totals_by_feature", "totals_by_language_feature",
                                      "totals_by_language_model", "totals_by_model_feature"}) {
                entries += expected.at(array).elements.size();
            }
            EXPECT_EQ(got.row().breakdown.size(), entries);
            ++count;
        }
    }
    EXPECT_EQ(count, 11U);
}

TEST(TotalsSamples, AddUpOverTheFeatures) {
    for (const char* file : {"enterprise-1-day.ndjson", "organization-1-day.ndjson"}) {
        for (const std::string& record : sample_records(file)) {
            const totals got(record, day_of(record));
            schema::activity sum;
            for (const auto& part : got.row().breakdown) {
                if (part.breakdown != "feature") continue;
                for (std::size_t i = 0; i < sum.values.size(); ++i) {
                    sum.values[i] = sum.values[i].value_or(0) + part.activity.values[i].value_or(0);
                }
            }
            EXPECT_EQ(got.row().activity, sum);
        }
    }
}

TEST(TotalsSamples, LackWhatWasNotMeasuredInOldRecords) {
    const totals old(sample_records("enterprise-1-day.ndjson").front(), std::nullopt);
    EXPECT_EQ(old.decoder.day(), (schema::day{2025, 10, 10}));
    EXPECT_EQ(old.row().active_users[0], 5);
    for (std::size_t i = 5; i < old.row().active_users.size(); ++i) {
        EXPECT_EQ(old.row().active_users[i], std::nullopt) << schema::active_user_columns[i];
    }
    const auto& parts = old.row().breakdown;
    const auto completions = std::find_if(parts.begin(), parts.end(), [](const auto& part) {
        return part.breakdown == "feature" && part.feature == "code_completion";
    });
    ASSERT_NE(completions, parts.end());
    EXPECT_EQ(completions->activity, (schema::activity{{0, 181, 21, 439, 0, 65, 0}}));
}

TEST(TotalsSamples, AreTheSumOfTheirUsers) {
    for (const std::string scope : {"enterprise", "organization"}) {
        const totals got(sample_records(scope + "-1-day.ndjson").back());
        schema::activity sum;
        std::int64_t users = 0;
        transforms::users_decoder decoder(report_day);
        for (const std::string& record : sample_records("users-1-day." + scope + ".ndjson")) {
            const padded bytes(record);
            ASSERT_TRUE(decoder.decode(bytes.view())) << decoder.error().message;
            for (std::size_t i = 0; i < sum.values.size(); ++i) {
                sum.values[i] = sum.values[i].value_or(0) + decoder.row().activity.values[i].value_or(0);
            }
            ++users;
        }
        EXPECT_EQ(got.row().activity, sum) << scope;
        EXPECT_EQ(got.row().active_users[0], users) << scope;
        EXPECT_EQ(users, scope == "enterprise" ? 10 : 7);
    }
}

TEST(TotalsSamples, EqualTheDaysOfTheLongReport) {
    const decoded_by<transforms::engagement_decoder> wrapper(sample_records("enterprise-28-day.ndjson").front());
    std::vector<transforms::json_member> members;
    std::vector<std::string_view> elements;
    ASSERT_TRUE(transforms::split_members(wrapper.row().metrics_data, members));
    ASSERT_EQ(members.back().key, "day_totals");
    ASSERT_TRUE(transforms::split_elements(members.back().value, elements));
    std::map<std::string, std::string> days;
    for (const std::string_view day : elements) days.emplace(parse_json(day).at("day").text, day);
    EXPECT_EQ(days.size(), 7U);
    std::size_t common = 0;
    for (const std::string& record : sample_records("enterprise-1-day.ndjson")) {
        const totals got(record, std::nullopt);
        const auto day = days.find(got.decoder.day().text());
        if (day == days.end()) continue;
        const totals same(day->second, got.decoder.day());
        EXPECT_EQ(parse_json(got.row().metrics_data), parse_json(same.row().metrics_data));
        EXPECT_EQ(got.row().activity, same.row().activity);
        EXPECT_EQ(got.row().active_users, same.row().active_users);
        ASSERT_EQ(got.row().breakdown.size(), same.row().breakdown.size());
        for (std::size_t i = 0; i < got.row().breakdown.size(); ++i) {
            EXPECT_EQ(got.row().breakdown[i].activity, same.row().breakdown[i].activity);
        }
        ++common;
    }
    EXPECT_EQ(common, 4U);
}

TEST(EngagementSamples, DecodeWithoutDriftAndLoseNothing) {
    const std::map<std::string, std::pair<std::int64_t, std::string>> expected{
        {"enterprise", {9, "agent_edit=2 code_completion=7 copilot_app=1 copilot_cli=2 "}},
        {"organization", {3, "agent_edit=1 code_completion=2 copilot_app=1 copilot_cli=1 "}}};
    for (const auto& [scope, values] : expected) {
        const std::string record = sample_records(scope + "-28-day.ndjson").front();
        const decoded_by<transforms::engagement_decoder> got(record);
        EXPECT_TRUE(got.decoder.drift().empty()) << got.decoder.drift().entries().front().path;
        EXPECT_EQ(to_text(parse_json(got.row().metrics_data)), to_text(parse_json(record)));
        EXPECT_EQ(got.row().report_start_day, (schema::day{2026, 10, 22}));
        EXPECT_EQ(got.row().report_end_day, report_day);
        EXPECT_EQ(got.row().active_user_count, values.first);
        std::string features;
        for (const auto& part : got.row().features) {
            features.append(part.feature).append("=" + std::to_string(part.engaged_user_count.value_or(-1)) + " ");
        }
        EXPECT_EQ(features, values.second);
    }
}

TEST(UserTeamsSamples, DecodeWithoutDriftAndCanBeRebuilt) {
    for (const char* file : {"user-teams-1-day.enterprise.ndjson", "user-teams-1-day.organization.ndjson"}) {
        std::set<std::string> keys;
        const std::vector<std::string> records = sample_records(file);
        for (const std::string& record : records) {
            const decoded_by<transforms::user_teams_decoder> got(record);
            EXPECT_TRUE(got.decoder.drift().empty());
            EXPECT_EQ(got.row().extra, "");
            std::string again;
            ASSERT_TRUE(transforms::append_user_team_record(again, got.decoder.day(), got.row()));
            EXPECT_EQ(to_text(parse_json(again)), to_text(parse_json(record)));
            keys.insert(std::string(got.row().team_id) + "/" + std::string(got.row().user_key));
        }
        EXPECT_EQ(keys.size(), records.size());
    }
}

TEST(ReposSamples, DecodeWithoutDriftAndLoseNothing) {
    std::size_t count = 0;
    for (const std::string& record : sample_records("repos-1-day.ndjson")) {
        const decoded_by<transforms::repos_decoder> got(record, day_of(record));
        EXPECT_TRUE(got.decoder.drift().empty());
        const json_value expected = parse_json(record);
        EXPECT_EQ(to_text(parse_json(got.row().metrics_data)), to_text(expected));
        EXPECT_EQ(got.row().repo_id, std::to_string(expected.at("repo_id").integer()));
        EXPECT_EQ(got.row().repo_name, expected.at("repo_name").text);
        EXPECT_EQ(got.row().enterprise_id, expected.at("enterprise_id").text);
        for (std::size_t i = 0; i < schema::pull_request_count_columns.size(); ++i) {
            EXPECT_EQ(got.row().pull_request_counts[i],
                      number_at(expected.at("pull_requests"), schema::pull_request_count_columns[i]));
        }
        for (std::size_t i = 0; i < schema::pull_request_median_columns.size(); ++i) {
            const std::string name(schema::pull_request_median_columns[i]);
            ASSERT_EQ(got.row().pull_request_medians[i].has_value(), expected.at("pull_requests").has(name)) << name;
            if (!got.row().pull_request_medians[i]) continue;
            EXPECT_EQ(parse_json(*got.row().pull_request_medians[i]), expected.at("pull_requests").at(name));
        }
        ++count;
    }
    EXPECT_EQ(count, 6U);
}

TEST(SeatsSamples, DecodeWithoutDriftAndLoseNothing) {
    std::vector<std::string> keys;
    for (const std::string& record : sample_records("seats.ndjson")) {
        const decoded_by<transforms::seats_decoder> got(record);
        EXPECT_TRUE(got.decoder.drift().empty()) << got.decoder.drift().entries().front().path;
        EXPECT_EQ(to_text(parse_json(got.row().seat_data)), to_text(parse_json(record)));
        EXPECT_EQ(got.row().created_at, "2026-01-12T07:15:30Z");
        keys.emplace_back(got.row().user_key);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"31415926", "83749201", "175003388", "175003388", "204771905", "",
                                              "231408822"}));
}

}  // namespace
