// The aggregate reports add up what the users report says, and a window is made of its days.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>

#include "tests/simulator/day_totals.hpp"
#include "tests/simulator/report_kind.hpp"

namespace simulator {
namespace {

constexpr day wednesday = day_of(2026, 11, 18);
constexpr std::array<const char*, 7> measures = {"user_initiated_interaction_count",
                                                 "code_generation_activity_count",
                                                 "code_acceptance_activity_count",
                                                 "loc_suggested_to_add_sum",
                                                 "loc_suggested_to_delete_sum",
                                                 "loc_added_sum",
                                                 "loc_deleted_sum"};

using sums = std::map<std::string, std::int64_t>;

class Totals : public testing::Test {
protected:
    std::vector<std::string> lines(const char* report, const report_request& request) {
        const report_kind& kind = *find_report_kind(report);
        std::vector<std::string> all;
        for (std::size_t part = 0; part < kind.count_parts(options_, request); ++part) {
            const part_lines made = kind.make_lines({options_, totals_}, request, part);
            for (std::size_t i = 0; i < made.count; ++i) {
                json_writer out;
                made.append(out, i);
                all.emplace_back(out.view());
            }
        }
        return all;
    }

    /// All measures of a record, and of its breakdown entries by their names.
    static void add(const simdjson::dom::element& record, sums& all) {
        for (const char* measure : measures) {
            all[measure] += record[measure].get_int64().value();
        }
        for (const char* array : {"totals_by_ide", "totals_by_feature", "totals_by_language_feature",
                                  "totals_by_language_model", "totals_by_model_feature"}) {
            for (const simdjson::dom::element entry : record[array].get_array()) {
                std::string key = array;
                for (const char* dimension : {"ide", "feature", "language", "model"}) {
                    std::string_view value;
                    key += entry[dimension].get(value) == simdjson::SUCCESS ? "|" + std::string{value} : "|";
                }
                for (const char* measure : measures) {
                    std::int64_t value = 0;
                    if (entry[measure].get(value) == simdjson::SUCCESS) {
                        all[key + "|" + measure] += value;
                    }
                }
            }
        }
    }

    settings options_ = parse_settings({"--users", "120", "--today", "2026-11-20"});
    totals_store totals_{options_};
    simdjson::dom::parser parser_;
};

TEST_F(Totals, AreTheSumsOverTheUsers) {
    for (const bool organization : {true, false}) {
        for (const std::int64_t revision : {0, 2}) {
            const report_request request = {.organization = organization,
                                            .slug = "octo",
                                            .date = wednesday,
                                            .changes = {.revision = revision, .drop_users = 3}};
            sums users;
            std::int64_t cli_users = 0;
            std::int64_t cli_tokens = 0;
            const std::vector<std::string> records = lines("users-1-day", request);
            for (const std::string& line : records) {
                const simdjson::dom::element user = parser_.parse(line);
                add(user, users);
                std::int64_t tokens = 0;
                if (user["totals_by_cli"]["token_usage"]["prompt_tokens_sum"].get(tokens) == simdjson::SUCCESS) {
                    ++cli_users;
                    cli_tokens += tokens;
                }
            }
            const auto made = lines(organization ? "organization-1-day" : "enterprise-1-day", request);
            ASSERT_EQ(made.size(), 1u);
            const simdjson::dom::element record = parser_.parse(made[0]);
            sums totals;
            add(record, totals);
            EXPECT_EQ(totals, users);
            EXPECT_EQ(record["daily_active_users"].get_int64().value(), static_cast<std::int64_t>(records.size()));
            EXPECT_EQ(record["daily_active_cli_users"].get_int64().value(), cli_users);
            EXPECT_EQ(record["totals_by_cli"]["token_usage"]["prompt_tokens_sum"].get_int64().value(), cli_tokens);
        }
    }
}

TEST_F(Totals, OfAWindowAreThoseOfItsDays) {
    report_request request = {.organization = true, .slug = "octo", .date = wednesday, .changes = {}};
    const auto window = lines("organization-28-day", request);
    ASSERT_EQ(window.size(), 1u);
    const simdjson::dom::element wrapper = parser_.parse(window[0]);
    EXPECT_EQ(wrapper["report_end_day"].get_string().value(), "2026-11-18");
    EXPECT_EQ(wrapper["report_start_day"].get_string().value(), "2026-10-22");
    std::size_t index = 0;
    for (const simdjson::dom::element entry : wrapper["day_totals"].get_array()) {
        request.date = wednesday - std::chrono::days{27 - static_cast<int>(index++)};
        simdjson::dom::parser one_day;
        const simdjson::dom::element single = one_day.parse(lines("organization-1-day", request).at(0));
        EXPECT_EQ(simdjson::minify(entry), simdjson::minify(single));
    }
    EXPECT_EQ(index, 28u);
}

TEST_F(Totals, CountWhoUsedAFeatureOnTwoDays) {
    report_request request = {.organization = true, .slug = "octo", .date = wednesday, .changes = {}};
    std::map<std::int64_t, int> days;
    std::map<std::int64_t, int> completion_days;
    for (const std::string& line : lines("users-28-day", request)) {
        const simdjson::dom::element user = parser_.parse(line);
        const std::int64_t id = user["user_id"];
        ++days[id];
        for (const simdjson::dom::element entry : user["totals_by_feature"].get_array()) {
            completion_days[id] += entry["feature"].get_string().value() == "code_completion" ? 1 : 0;
        }
    }
    const auto engaged = [](const std::map<std::int64_t, int>& counted) {
        return std::count_if(counted.begin(), counted.end(), [](const auto& one) { return one.second >= 2; });
    };
    const auto window = lines("organization-28-day", request);
    const simdjson::dom::element engagement = parser_.parse(window.at(0))["copilot_feature_engagement"];
    EXPECT_EQ(engagement["active_user_count"].get_int64().value(), engaged(days));
    const simdjson::dom::element first = engagement["totals_by_feature"].at(0);
    EXPECT_EQ(first["feature"].get_string().value(), "code_completion");
    EXPECT_EQ(first["engaged_user_count"].get_int64().value(), engaged(completion_days));
}

TEST_F(Totals, LackWhatOldDaysDidNotMeasure) {
    const report_request request = {.organization = true, .slug = "octo", .date = day_of(2026, 2, 3), .changes = {}};
    const auto made = lines("organization-1-day", request);
    for (const char* name : {"pull_requests", "totals_by_cli", "daily_active_copilot_cloud_agent_users",
                             "totals_by_ai_adoption_phase", "daily_active_copilot_app_users"}) {
        EXPECT_EQ(made.at(0).find(name), std::string::npos) << name;
    }
}

TEST_F(Totals, TeamsHaveFiveMembersOrAreLeftOut) {
    const report_request request = {.organization = true, .slug = "octo", .date = wednesday, .changes = {}};
    std::map<std::int64_t, int> members;
    std::map<std::int64_t, int> teams_of;
    for (const std::string& line : lines("user-teams-1-day", request)) {
        const simdjson::dom::element record = parser_.parse(line);
        ++members[record["team_id"].get_int64().value()];
        ++teams_of[record["user_id"].get_int64().value()];
    }
    EXPECT_GT(members.size(), 5u);
    for (const auto& [team, count] : members) {
        EXPECT_GE(count, 5) << team;
    }
    EXPECT_TRUE(std::any_of(teams_of.begin(), teams_of.end(), [](const auto& one) { return one.second == 2; }));
}

}  // namespace
}  // namespace simulator
