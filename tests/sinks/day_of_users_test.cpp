#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/user_loader.hpp"
#include "sinks/user_reader.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

template <typename T>
std::string shown(const std::optional<T>& value) {
    if (!value) return "NULL";
    if constexpr (std::is_same_v<T, std::string_view>)
        return "'" + std::string(*value) + "'";
    else
        return std::to_string(*value);
}

/// Every member of a row and of its breakdown, NULL kept apart from empty and 0.
std::string shown(const schema::user_row& row) {
    std::string text = std::string(row.user_key) + " " + std::string(row.user_kind) + " " + shown(row.user_login) +
                       " " + shown(row.user_email) + " " + shown(row.enterprise_id) + " " + shown(row.organization_id);
    for (const auto& value : row.activity.values) text += " " + shown(value);
    for (const auto& flag : row.flags) text += " " + shown(flag);
    text += " " + shown(row.ai_credits_used) + " " + shown(row.ai_adoption_phase_number) + " " +
            shown(row.ai_adoption_phase) + " " + shown(row.ai_adoption_phase_version);
    for (const auto& value : row.cli) text += " " + shown(value);
    text += " extra=" + std::string(row.extra);
    for (const schema::user_breakdown_row& part : row.breakdown) {
        text += "\n  ";
        for (const auto dimension : {part.breakdown, part.ide, part.feature, part.language, part.model})
            text += std::string(dimension) + "/";
        for (const auto& value : part.activity.values) text += " " + shown(value);
        text += " extra=" + std::string(part.extra);
    }
    return text;
}

schema::user_breakdown_row part_of(std::string_view breakdown, std::string_view ide, std::int64_t count) {
    schema::user_breakdown_row part;
    part.breakdown = breakdown;
    part.ide = ide;
    part.activity.values[0] = count;
    return part;
}

/// Parts of a user with everything, in the order of their keys.
const std::vector<schema::user_breakdown_row>& full_parts() {
    static const std::vector<schema::user_breakdown_row> parts = [] {
        std::vector made{part_of("feature", "", 1), part_of("ide", "jetbrains", 2), part_of("ide", "vscode", 3),
                         part_of("language_model", "", 4)};
        made[0].feature = "code_completion";
        made[1].activity.values = {0, INT64_MAX, INT64_MIN, std::nullopt, -1, 7, 8};
        made[1].extra = R"({"last_known_ide_version": null})";
        made[3].language = "c++\t\"\\";
        made[3].model = "模型 🦀";
        return made;
    }();
    return parts;
}

schema::user_row full_user(std::string_view key = "1001") {
    schema::user_row row;
    row.user_key = key;
    row.user_login = "octo'cat\\\t\"x\"";
    row.user_email = "";
    row.user_kind = "service_account";
    row.enterprise_id = "17";
    row.organization_id = "18";
    row.activity.values = {0, 1, INT64_MAX, INT64_MIN, -1, std::nullopt, 9007199254740993};
    row.flags = {true, false, std::nullopt, true, true, false, false, std::nullopt, true};
    row.ai_credits_used = "12345678901234567890.123456789";
    row.ai_adoption_phase_number = 3;
    row.ai_adoption_phase = "Zoë";
    row.ai_adoption_phase_version = "v1";
    row.cli = {0, 1, 2, std::nullopt, INT64_MAX};
    row.extra = R"({"a": [1, null, "x"], "bb": {}})";
    row.breakdown = full_parts();
    return row;
}

class DayOfUsers : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    day_totals load(const schema::slice& slice, const std::vector<schema::user_row>& rows) {
        transaction tx{*session, transaction::kind::write};
        user_loader loader{*session, slice};
        for (const auto& row : rows) loader.write(row);
        loader.finish();
        tx.commit();
        return loader.totals();
    }
    std::vector<std::string> read(const schema::slice& slice) {
        transaction tx{*session, transaction::kind::read};
        std::vector<std::string> texts;
        for_each_user(*session, slice, [&](const schema::user_row& row) { texts.push_back(shown(row)); });
        return texts;
    }
    std::int64_t count(const schema::slice& slice) {
        transaction tx{*session, transaction::kind::read};
        return count_user_rows(*session, slice);
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(DayOfUsers);

TEST_P(DayOfUsers, ComesBackEqualWithEveryMemberSet) {
    load(on(first_day), {full_user()});
    EXPECT_EQ(read(on(first_day)), std::vector<std::string>{shown(full_user())});
}

TEST_P(DayOfUsers, ComesBackEqualWithNothingSet) {
    schema::user_row row;
    row.user_key = "1";
    load(on(first_day), {row});
    EXPECT_EQ(read(on(first_day)), std::vector<std::string>{shown(row)});
}

TEST_P(DayOfUsers, IsEmptyWhereNothingWasLoaded) {
    EXPECT_TRUE(read(on(first_day)).empty());
    EXPECT_EQ(count(on(first_day)), 0);
}

TEST_P(DayOfUsers, IsReadInTheBytewiseOrderOfKeysOverManyBatches) {
    std::deque<std::string> keys;
    for (int i = 0; i < 5000; ++i) keys.push_back(std::to_string(i * 7));
    for (const char* key : {"A", "a", "B", "_", "é", "~"}) keys.emplace_back(key);
    std::sort(keys.begin(), keys.end());
    const std::vector parts{part_of("ide", "vim", 1), part_of("ide", "vscode", 2)};
    std::vector<schema::user_row> rows;
    for (const auto& key : keys) {
        schema::user_row row;
        row.user_key = key;
        if (rows.size() % 3 != 0) row.breakdown = parts;
        rows.push_back(row);
    }
    const auto totals = load(on(first_day), rows);
    EXPECT_EQ(totals.user_rows(), 5006);
    EXPECT_EQ(count(on(first_day)), 5006);
    const auto texts = read(on(first_day));
    ASSERT_EQ(texts.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(texts[i], shown(rows[i])) << i;
}

TEST_P(DayOfUsers, ReplacesWhatWasThereAndLeavesNothingOfIt) {
    load(on(first_day), {full_user("1"), full_user("2"), full_user("3")});
    auto changed = full_user("2");
    changed.activity.values[0] = 77;
    changed.breakdown = changed.breakdown.first(1);
    load(on(first_day), {changed, full_user("4")});
    EXPECT_EQ(read(on(first_day)), (std::vector<std::string>{shown(changed), shown(full_user("4"))}));
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM copilot_user_breakdown_daily"), std::vector<std::string>{"5"});
}

TEST_P(DayOfUsers, LeavesOtherDaysScopesAndSourcesAlone) {
    const std::vector<schema::slice> others{
        on(first_day - 1), on(first_day + 1), on(first_day, users_of("second")),
        on(first_day, users_of("octo-org", schema::scope_kind::enterprise)),
        on(first_day, users_of("octo-org", schema::scope_kind::organization, "other"))};
    for (const auto& slice : others) load(slice, {full_user("1"), full_user("2")});
    load(on(first_day), {full_user("1")});
    load(on(first_day), {full_user("9")});
    for (const auto& slice : others) {
        EXPECT_EQ(read(slice), (std::vector<std::string>{shown(full_user("1")), shown(full_user("2"))}))
            << slice.text();
        EXPECT_EQ(count(slice), 2);
    }
    EXPECT_EQ(count(on(first_day)), 1);
}

TEST_P(DayOfUsers, StaysAsItWasWhenTheLoadIsRolledBack) {
    load(on(first_day), {full_user("1")});
    {
        transaction tx{*session, transaction::kind::write};
        user_loader loader{*session, on(first_day)};
        loader.write(full_user("2"));
        loader.finish();
    }
    EXPECT_EQ(read(on(first_day)), std::vector<std::string>{shown(full_user("1"))});
}

TEST_P(DayOfUsers, RefusesTheSameKeyTwice) {
    EXPECT_THROW(load(on(first_day), {full_user("1"), full_user("1")}), sink_error);
    EXPECT_EQ(count(on(first_day)), 0);
}

TEST_P(DayOfUsers, HasTheTotalsOfWhatItHolds) {
    const auto totals = load(on(first_day), {full_user("1"), full_user("2")});
    day_totals expected;
    transaction tx{*session, transaction::kind::read};
    for_each_user(*session, on(first_day), [&](const schema::user_row& row) { expected.add(row); });
    EXPECT_EQ(totals.json(), expected.json());
    EXPECT_EQ(totals.breakdown_rows(), 8);
}

TEST_P(DayOfUsers, IsStoredAsTheTypesOfTheContract) {
    load(on(first_day), {full_user("1")});
    const std::string where =
        postgres() ? "metrics_date = DATE '2026-03-07' AND ai_credits_used > 1 AND extra -> 'a' ->> 2 = 'x' "
                     "AND used_agent AND NOT used_chat AND used_cli IS NULL"
                   : "metrics_date = '2026-03-07' AND ai_credits_used = '12345678901234567890.123456789' AND "
                     "json_extract(extra, '$.a[2]') = 'x' AND used_agent = 1 AND used_chat = 0 AND used_cli "
                     "IS NULL";
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM copilot_user_metrics_daily WHERE " + where),
              std::vector<std::string>{"1"});
}

}  // namespace
}  // namespace sinks::testing
