// The rules that invented records obey, checked on the JSON that leaves the simulator.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/simulator/random.hpp"
#include "tests/simulator/user_record.hpp"

namespace simulator {
namespace {

constexpr day wednesday = day_of(2026, 11, 18);
constexpr day old_day = day_of(2026, 1, 20);
constexpr std::uint32_t people = 400;

constexpr std::array<const char*, 7> measures = {"user_initiated_interaction_count",
                                                 "code_generation_activity_count",
                                                 "code_acceptance_activity_count",
                                                 "loc_suggested_to_add_sum",
                                                 "loc_suggested_to_delete_sum",
                                                 "loc_added_sum",
                                                 "loc_deleted_sum"};

std::string make_record(std::uint32_t number, day date, const record_twist& twist = {}, std::uint64_t day_seed = 5) {
    json_writer out;
    const record_frame frame = {.organization_id = "198765432", .enterprise_id = "24601"};
    append_user_record(out, make_user_day(make_user_profile(1, number), date, day_seed), frame, twist);
    return std::string{out.view()};
}

class UserRecord : public testing::Test {
protected:
    simdjson::dom::element parse(const std::string& text) { return parser_.parse(text).value(); }

    static std::int64_t sum(simdjson::dom::element record, const char* array, const char* measure) {
        std::int64_t total = 0;
        for (const simdjson::dom::element row : record[array].get_array()) {
            total += row[measure].get_int64().value();
        }
        return total;
    }

    simdjson::dom::parser parser_;
};

TEST_F(UserRecord, TotalsAreTheSumsOfTheBreakdowns) {
    for (std::uint32_t number = 0; number < people; ++number) {
        const std::string text = make_record(number, wednesday);
        const simdjson::dom::element record = parse(text);
        for (std::size_t i = 0; i < measures.size(); ++i) {
            const std::int64_t total = record[measures[i]].get_int64().value();
            EXPECT_EQ(sum(record, "totals_by_feature", measures[i]), total) << text;
            EXPECT_EQ(sum(record, "totals_by_model_feature", measures[i]), total) << text;
            if (i > 0) {
                EXPECT_EQ(sum(record, "totals_by_language_feature", measures[i]), total) << text;
            }
        }
    }
}

TEST_F(UserRecord, NoBreakdownHasTheSameKeyTwice) {
    const std::map<std::string, std::vector<const char*>> keys = {
        {"totals_by_ide", {"ide"}},
        {"totals_by_feature", {"feature"}},
        {"totals_by_language_feature", {"language", "feature"}},
        {"totals_by_language_model", {"language", "model"}},
        {"totals_by_model_feature", {"model", "feature"}},
    };
    for (std::uint32_t number = 0; number < people; ++number) {
        const std::string text = make_record(number, wednesday);
        const simdjson::dom::element record = parse(text);
        for (const auto& [array, dimensions] : keys) {
            std::set<std::string> seen;
            for (const simdjson::dom::element row : record[array].get_array()) {
                std::string key;
                for (const char* dimension : dimensions) {
                    key += std::string{row[dimension].get_string().value()} + "|";
                }
                EXPECT_TRUE(seen.insert(key).second) << array << " " << key;
            }
        }
    }
}

TEST_F(UserRecord, HasTheSizeAndTheMixOfRealOnes) {
    std::size_t bytes = 0;
    std::map<std::string, int> seen;
    bool large_tokens = false;
    for (std::uint32_t number = 0; number < 5 * people; ++number) {
        const std::string text = make_record(number, wednesday);
        bytes += text.size();
        const simdjson::dom::element record = parse(text);
        const simdjson::dom::object members = record.get_object().value();
        for (const auto& [name, value] : members) {
            seen[std::string{name}] += 1;
            seen[std::string{name} + (value.is_null() ? " null" : "")] += 1;
        }
        std::int64_t tokens = 0;
        if (record["totals_by_cli"]["token_usage"]["prompt_tokens_sum"].get(tokens) == simdjson::SUCCESS) {
            large_tokens = large_tokens || tokens > (std::int64_t{1} << 31);
        }
    }
    EXPECT_NEAR(static_cast<double>(bytes) / (5 * people), 5800, 400);
    for (const char* name :
         {"totals_by_cli", "totals_by_copilot_app", "totals_by_vscode_agent", "totals_by_3rd_party_agent",
          "totals_by_skill", "totals_by_skill null", "used_copilot_code_review_active null"}) {
        EXPECT_GT(seen[name], 0) << name;
        EXPECT_LT(seen[name], 2 * 5 * static_cast<int>(people)) << name;
    }
    EXPECT_TRUE(large_tokens);
}

TEST_F(UserRecord, OldDaysLackNewFields) {
    std::set<std::string> names;
    for (std::uint32_t number = 0; number < people; ++number) {
        const std::string text = make_record(number, old_day);
        const simdjson::dom::element record = parse(text);
        const simdjson::dom::object members = record.get_object().value();
        for (const auto& [name, value] : members) {
            names.insert(std::string{name});
        }
    }
    for (const char* name : {"used_cli", "ai_credits_used", "ai_adoption_phase", "used_copilot_app", "totals_by_cli",
                             "used_copilot_code_review_active", "totals_by_skill"}) {
        EXPECT_EQ(names.count(name), 0u) << name;
    }
    EXPECT_EQ(names.count("used_copilot_coding_agent"), 1u);
}

TEST_F(UserRecord, PersonTwoWorksServerSideOnly) {
    const std::string text = make_record(2, wednesday);
    const simdjson::dom::element record = parse(text);
    for (const char* measure : measures) {
        EXPECT_EQ(record[measure].get_int64().value(), 0);
    }
    EXPECT_EQ(record["totals_by_feature"].get_array().size(), 0u);
    EXPECT_EQ(record["totals_by_ide"].get_array().size(), 0u);
    EXPECT_NE(make_record(2, old_day).find("code_completion"), std::string::npos);
}

TEST_F(UserRecord, IsAFunctionOfItsSeeds) {
    EXPECT_EQ(make_record(7, wednesday), make_record(7, wednesday));
    EXPECT_NE(make_record(7, wednesday), make_record(7, wednesday, {}, 6));
}

TEST_F(UserRecord, PeopleHaveDistinctIdsAndLogins) {
    std::set<std::int64_t> ids;
    for (std::uint32_t number = 0; number < 50'000; ++number) {
        EXPECT_TRUE(ids.insert(make_user_profile(1, number).user_id).second);
    }
}

TEST_F(UserRecord, TwistsDamageOnlyWhatTheySay) {
    const std::string wrong_type = make_record(0, wednesday, {.wrong_type = true});
    EXPECT_TRUE(parse(wrong_type)["code_generation_activity_count"].is_string());
    const std::string wrong_day = make_record(0, wednesday, {.wrong_day = true});
    EXPECT_EQ(parse(wrong_day)["day"].get_string().value(), "2026-11-17");
    const std::string unknown = make_record(0, wednesday, {.unknown_field = true});
    const simdjson::dom::element record = parse(unknown);
    EXPECT_TRUE(record["totals_by_quantum_pair"].is_object());
    EXPECT_EQ(record["totals_by_ide"].at(0)["open_window_count"].get_int64().value(), 3);
}

TEST_F(UserRecord, PaddingMakesTheLineExactlySoLong) {
    const std::string text = make_record(0, wednesday, {.line_bytes = 100'000});
    EXPECT_EQ(text.size(), 100'000u);
    EXPECT_TRUE(parse(text)["x_padding"].is_string());
}

}  // namespace
}  // namespace simulator
