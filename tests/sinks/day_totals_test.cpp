#include "sinks/day_totals.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace sinks {
namespace {

schema::user_row user(std::string_view key, std::int64_t interactions) {
    schema::user_row row;
    row.user_key = key;
    row.activity.values[0] = interactions;
    return row;
}

schema::user_breakdown_row ide(std::string_view name, std::optional<std::int64_t> count) {
    schema::user_breakdown_row part;
    part.breakdown = "ide";
    part.ide = name;
    part.activity.values[1] = count;
    return part;
}

std::string json_of(const std::vector<schema::user_row>& rows) {
    day_totals totals;
    for (const auto& row : rows) totals.add(row);
    return totals.json();
}

TEST(DayTotals, DoNotDependOnTheOrderOfUsersOrOfTheirBreakdown) {
    const std::vector vs{ide("vscode", 3), ide("jetbrains", 4)}, sv{ide("jetbrains", 4), ide("vscode", 3)};
    auto a = user("1", 5), a_again = a, b = user("2", 6);
    a.breakdown = vs;
    a_again.breakdown = sv;
    EXPECT_EQ(json_of({a, b}), json_of({b, a_again}));
}

TEST(DayTotals, ChangeWithEveryKeyAndEverySum) {
    const std::vector parts{ide("vscode", 3)};
    auto base = user("1", 5);
    base.cli[0] = 7;
    base.ai_credits_used = "1.5";
    base.breakdown = parts;
    const std::string before = json_of({base});

    std::vector<schema::user_row> changed(7, base);
    changed[0].user_key = "2";
    changed[1].activity.values[6] = 1;
    changed[2].cli[4] = 0;
    changed[3].ai_credits_used = "1.500000001";
    const std::vector other_ide{ide("vim", 3)}, other_count{ide("vscode", 4)},
        one_more{ide("vscode", 3), ide("vim", 0)};
    changed[4].breakdown = other_ide;
    changed[5].breakdown = other_count;
    changed[6].breakdown = one_more;
    for (std::size_t i = 0; i < changed.size(); ++i) EXPECT_NE(json_of({changed[i]}), before) << i;
    EXPECT_NE(json_of({base, user("2", 0)}), before);
    EXPECT_NE(json_of({}), before);
}

TEST(DayTotals, TellEveryDimensionOfABreakdownKeyApart) {
    std::vector<std::string> seen;
    const auto add = [&](const std::function<void(schema::user_breakdown_row&)>& set) {
        schema::user_breakdown_row part;
        part.breakdown = "b";
        set(part);
        const std::vector parts{part};
        auto row = user("1", 0);
        row.breakdown = parts;
        seen.push_back(json_of({row}));
    };
    add([](auto&) {});
    add([](auto& part) { part.breakdown = "x"; });
    add([](auto& part) { part.ide = "x"; });
    add([](auto& part) { part.feature = "x"; });
    add([](auto& part) { part.language = "x"; });
    add([](auto& part) { part.model = "x"; });
    add([](auto& part) { part.ide = "x", part.feature = "y"; });
    add([](auto& part) { part.ide = "xy"; });
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

TEST(DayTotals, KeepNotMeasuredAndZeroApart) {
    auto zero = user("1", 0), none = user("1", 0);
    none.activity.values[0].reset();
    EXPECT_NE(json_of({zero}), json_of({none}));
    EXPECT_NE(json_of({zero}).find("\"user_initiated_interaction_count\":0"), std::string::npos);
    EXPECT_NE(json_of({none}).find("\"user_initiated_interaction_count\":null"), std::string::npos);
    auto credits = none;
    credits.ai_credits_used = "0";
    EXPECT_NE(json_of({credits}), json_of({none}));
}

TEST(DayTotals, SumBeyondSixtyFourBitsWithoutOverflow) {
    const std::string text = json_of({user("1", INT64_MAX), user("2", INT64_MAX), user("3", INT64_MAX)});
    EXPECT_NE(text.find("\"user_initiated_interaction_count\":27670116110564327421"), std::string::npos) << text;
    EXPECT_NE(json_of({user("1", INT64_MIN), user("2", INT64_MIN)}).find(":-18446744073709551616"), std::string::npos);
}

TEST(DayTotals, CountRows) {
    const std::vector parts{ide("vscode", 3), ide("vim", std::nullopt)};
    auto row = user("1", 5);
    row.breakdown = parts;
    day_totals totals;
    totals.add(row);
    totals.add(user("2", 1));
    EXPECT_EQ(totals.user_rows(), 2);
    EXPECT_EQ(totals.breakdown_rows(), 2);
}

TEST(DayTotals, TakeOneDecimalInItsSpellingsForTheSame) {
    const auto credits = [](std::string_view text) {
        auto row = user("1", 0);
        row.ai_credits_used = text;
        return json_of({row});
    };
    EXPECT_EQ(credits("1.5"), credits("1.50"));
    EXPECT_EQ(credits("150e-2"), credits("1.5"));
    EXPECT_NE(credits("0.1"), credits("0.2"));
}

}  // namespace
}  // namespace sinks
