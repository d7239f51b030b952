// What each loader writes, what the readers give back, and what a replacement leaves alone.
#include <numeric>
#include <vector>

#include "sinks/dataset_columns.hpp"
#include "sinks/dataset_reader.hpp"
#include "sinks/engagement_loader.hpp"
#include "sinks/repos_loader.hpp"
#include "sinks/seats_loader.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/totals_loader.hpp"
#include "sinks/user_teams_loader.hpp"
#include "tests/sinks/datasets_support.hpp"

namespace {

using namespace datasets;
using schema::dataset;
using schema::day;
using schema::scope_kind;

const day monday{2026, 11, 16};
const day tuesday = monday + 1;
const schema::time_point first_run = schema::parse_timestamp("2026-11-18T06:00:00.25Z").value();
const schema::time_point second_run = schema::parse_timestamp("2026-11-19T06:00:00Z").value();

class DatasetLoaders : public on_both_engines {
protected:
    /// The stored records of a slice, blanks outside of texts removed.
    std::vector<std::string> records(const schema::slice& slice) {
        sinks::transaction tx{db().session(), sinks::transaction::kind::read};
        std::vector<std::string> found;
        sinks::for_each_stored_record(db().session(), slice, [&](std::string_view json) {
            std::string text;
            for (const char c : json)
                if (c != ' ') text += c;
            found.push_back(text);
        });
        tx.commit();
        return found;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, DatasetLoaders, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         sinks::testing::engine_name);

schema::activity counting_from(std::int64_t first) {
    schema::activity activity;
    for (auto& value : activity.values) value = first++;
    return activity;
}

schema::totals_row bare_totals() {
    schema::totals_row row;
    row.metrics_data = "{}";
    return row;
}

std::string values(sinks::slice_table table, const std::string& where = "") {
    return "SELECT " + sinks::column_list(table.columns, 4) + " FROM " + std::string(table.name) + where;
}

TEST_P(DatasetLoaders, TotalsKeepAllValues) {
    const schema::totals_breakdown_row parts[] = {
        {"feature", "", "code_completion", "", "", counting_from(100)},
        {"language_feature", "", "code_completion", "c++", "", counting_from(200)},
        {"model_feature", "", "chat_inline", "", "gpt-5.4", {}}};
    schema::totals_row row = bare_totals();
    row.activity = counting_from(1);
    row.active_users[0] = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 1; i < row.active_users.size(); ++i) row.active_users[i] = static_cast<std::int64_t>(10 + i);
    row.metrics_data = R"({"a":null,"b":[1,2.5],"c":"tab\tquote\"\\"})";
    row.breakdown = parts;
    const auto slice = slice_of(dataset::totals, monday);
    db().load<sinks::totals_loader>(
        slice,
        [&](auto& loader) {
            loader.write(row);
            EXPECT_EQ(loader.row_count(), 4);
        },
        first_run, true);
    const std::string columns =
        sinks::column_list(std::span(sinks::totals_columns).first(sinks::totals_columns.size() - 3), 4);
    EXPECT_EQ(db().rows("SELECT " + columns + " FROM copilot_metrics_daily"),
              "|1|2|3|4|5|6|7|9223372036854775807|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|"
              "9223372036854775807|~|101|102|103|105|1\n");
    EXPECT_EQ(db().rows(values(sinks::totals_breakdown_table, " ORDER BY breakdown")),
              "|feature||code_completion|||100|101|102|103|104|105|106\n"
              "|language_feature||code_completion|c++||200|201|202|203|204|205|206\n"
              "|model_feature||chat_inline||gpt-5.4|~|~|~|~|~|~|~\n");
    EXPECT_EQ(records(slice), std::vector<std::string>{row.metrics_data.data()});
}

TEST_P(DatasetLoaders, TotalsWithoutValuesAreNullNotZero) {
    const schema::totals_breakdown_row parts[] = {
        {"language_feature", "", "code_completion", "c++", "", counting_from(1)}};
    schema::totals_row row = bare_totals();
    row.breakdown = parts;  // no code_completion among the features: the older columns have no source
    db().load<sinks::totals_loader>(
        slice_of(dataset::totals, monday), [&](auto& l) { l.write(row); }, first_run);
    std::string expected = "";
    for (std::size_t i = 0; i < 7 + 17 + 6; ++i) expected += "|~";
    const std::string columns =
        sinks::column_list(std::span(sinks::totals_columns).first(sinks::totals_columns.size() - 3), 4);
    EXPECT_EQ(db().rows("SELECT " + columns + " FROM copilot_metrics_daily"), expected + "|0\n");
}

TEST_P(DatasetLoaders, CompletionsComeFromTheFeatureAndTellAbsentFromZero) {
    constexpr auto none = std::nullopt;
    const schema::totals_breakdown_row parts[] = {
        {"feature", "", "agent_edit", "", "", counting_from(1)},
        {"feature", "", "code_completion", "", "", {{none, 0, none, 4, none, none, none}}},
        {"model_feature", "", "code_completion", "", "gpt-5.4", counting_from(1)}};
    schema::totals_row row = bare_totals();
    row.breakdown = parts;
    db().load<sinks::totals_loader>(
        slice_of(dataset::totals, monday), [&](auto& l) { l.write(row); }, first_run);
    EXPECT_EQ(db().rows("SELECT total_code_suggestions, total_code_acceptances, total_code_lines_suggested, "
                        "total_code_lines_accepted FROM copilot_metrics_daily"),
              "0|~|4|~\n");
}

TEST_P(DatasetLoaders, TheDayOfFirstLoadOutlivesAReplacement) {
    const auto slice = slice_of(dataset::totals, monday);
    const auto write = [](auto& loader) { loader.write(bare_totals()); };
    db().load<sinks::totals_loader>(slice, write, first_run);
    db().load<sinks::totals_loader>(slice, write, second_run);
    db().load<sinks::totals_loader>(slice, write, second_run);
    EXPECT_EQ(db().rows("SELECT " + db().moment("created_at") + ", " + db().moment("updated_at") +
                        " FROM copilot_metrics_daily"),
              "2026-11-18T06:00:00Z|2026-11-19T06:00:00Z\n");
}

TEST_P(DatasetLoaders, SetFinalSettlesOneDayOfTotals) {
    const auto write = [](auto& loader) { loader.write(bare_totals()); };
    for (const day d : {monday, tuesday})
        db().load<sinks::totals_loader>(slice_of(dataset::totals, d), write, first_run);
    sinks::transaction tx{db().session(), sinks::transaction::kind::write};
    sinks::set_final(db().session(), slice_of(dataset::totals, monday), true);
    sinks::set_final(db().session(), slice_of(dataset::users, tuesday), true);
    tx.commit();
    EXPECT_EQ(db().rows("SELECT metrics_date, is_final FROM copilot_metrics_daily ORDER BY 1"),
              "2026-11-16|1\n2026-11-17|0\n");
}

TEST_P(DatasetLoaders, SetFinalWritesNothingWhenNothingChanges) {
    const auto slice = slice_of(dataset::totals, monday);
    db().load<sinks::totals_loader>(
        slice, [](auto& loader) { loader.write(bare_totals()); }, first_run);
    // Where a row lies tells in PostgreSQL whether it was written again, and the count of changes in SQLite.
    const std::string place =
        GetParam() == sinks::engine::postgresql ? "SELECT ctid FROM copilot_metrics_daily" : "SELECT total_changes()";
    const auto settle = [&](bool is_final) {
        sinks::transaction tx{db().session(), sinks::transaction::kind::write};
        sinks::set_final(db().session(), slice, is_final);
        tx.commit();
        return db().rows(place);
    };
    const std::string before = db().rows(place);
    EXPECT_EQ(settle(false), before);
    const std::string after = settle(true);
    EXPECT_NE(after, before);
    EXPECT_EQ(settle(true), after);
}

TEST_P(DatasetLoaders, UserTeamsComeBackInTheOrderOfTheirKey) {
    const auto slice = slice_of(dataset::user_teams, monday);
    std::vector<std::string> users(450);
    for (std::size_t i = 0; i < users.size(); ++i) users[i] = std::to_string(1000 + i);
    db().load<sinks::user_teams_loader>(slice, [&](auto& loader) {
        for (std::size_t i = users.size(); i-- > 0;) {
            schema::user_team_row row{"10", "core", users[i], "Mona", "7", std::nullopt, R"({"x":null})"};
            if (i % 2) row = {"9", "", users[i], std::nullopt, std::nullopt, "8", ""};
            loader.write(row);
        }
        EXPECT_EQ(loader.row_count(), 450);
    });
    std::size_t at = 0;
    sinks::transaction tx{db().session(), sinks::transaction::kind::read};
    sinks::for_each_user_team(db().session(), slice, [&](const schema::user_team_row& row) {
        const bool first_team = at < 225;  // "10" sorts before "9"
        EXPECT_EQ(row.user_key, users[first_team ? 2 * at : 2 * (at - 225) + 1]);
        EXPECT_EQ(row.team_id, first_team ? "10" : "9");
        EXPECT_EQ(row.team_slug, first_team ? "core" : "");
        EXPECT_EQ(row.user_login, first_team ? std::optional<std::string_view>("Mona") : std::nullopt);
        EXPECT_EQ(row.enterprise_id, first_team ? std::optional<std::string_view>("7") : std::nullopt);
        EXPECT_EQ(row.organization_id, first_team ? std::nullopt : std::optional<std::string_view>("8"));
        EXPECT_EQ(row.extra.empty(), !first_team);
        ++at;
    });
    EXPECT_EQ(at, 450u);
}

TEST_P(DatasetLoaders, ReposKeepAllValuesAndNone) {
    schema::repo_row full{"42",        "octo", "hello", "PRIVATE", "7", "8", {}, {"1.5", "0", "1234567890.123456789"},
                          R"({"n":1})"};
    std::int64_t next = 0;
    for (auto& value : full.pull_request_counts) value = next++;
    schema::repo_row bare;
    bare.repo_id = "5";
    bare.metrics_data = R"({"n":2})";
    const auto slice = slice_of(dataset::repos, monday);
    const std::string totals = db().load<sinks::repos_loader>(slice, [&](auto& loader) {
        loader.write(bare);
        loader.write(full);
    });
    EXPECT_EQ(db().rows("SELECT " + sinks::column_list(std::span(sinks::repo_columns).first(24), 4) +
                        " FROM copilot_repo_metrics_daily ORDER BY repo_id"),
              "42|octo|hello|PRIVATE|7|8|0|1|2|3|4|5|6|7|8|9|10|1.5|0|1234567890.123456789\n"
              "5|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~|~\n");
    EXPECT_EQ(records(slice), (std::vector<std::string>{R"({"n":1})", R"({"n":2})"}));
    EXPECT_NE(totals.find("\"total_created\":0,\"total_reviewed\":1"), totals.npos) << totals;
}

TEST_P(DatasetLoaders, EngagementKeepsTheReportInItsOwnRow) {
    const schema::feature_engagement features[] = {{"agent_edit", 4}, {"code_completion", std::nullopt}};
    const auto slice = slice_of(dataset::engagement, monday);
    db().load<sinks::engagement_loader>(slice, [&](auto& loader) {
        loader.write({monday - 27, monday, 9, features, R"({"n":1})"});
        EXPECT_EQ(loader.row_count(), 3);
    });
    db().load<sinks::engagement_loader>(slice_of(dataset::engagement, tuesday), [&](auto& loader) {
        loader.write({std::nullopt, tuesday, std::nullopt, {}, R"({"n":2})"});
    });
    EXPECT_EQ(db().rows("SELECT report_end_day, report_start_day, feature, active_user_count, engaged_user_count, "
                        "metrics_data IS NULL FROM copilot_engagement_28d ORDER BY 1, 3"),
              "2026-11-16|2026-10-20||9|~|0\n"
              "2026-11-16|2026-10-20|agent_edit|~|4|1\n"
              "2026-11-16|2026-10-20|code_completion|~|~|1\n"
              "2026-11-17|~||~|~|0\n");
    EXPECT_EQ(records(slice), std::vector<std::string>{R"({"n":1})"});
}

TEST_P(DatasetLoaders, TwoSeatsOfOneUserAndASeatOfNobodyStayThreeSeats) {
    const schema::seat_row full{"1",
                                "Mona",
                                "2025-01-02T03:04:05Z",
                                "2026-11-15T23:59:59Z",
                                "2026-11-15T00:00:00Z",
                                "vscode/1.99.0",
                                "2026-12-01",
                                "business",
                                "3",
                                "core",
                                "octo",
                                R"({"n":1})"};
    schema::seat_row nobody;
    nobody.seat_data = R"({"n":2})";
    schema::seat_row second = full;
    second.organization_login = "other";
    second.seat_data = R"({"n":3})";
    const auto slice = slice_of(dataset::seats, monday, scope_kind::enterprise);
    const std::string totals = db().load<sinks::seats_loader>(slice, [&](auto& loader) {
        for (const auto& seat : {full, nobody, second}) loader.write(seat);
    });
    EXPECT_EQ(db().rows("SELECT seat_number, user_key, user_login, " + db().moment("created_at") + ", " +
                            db().moment("last_activity_at") + ", " + db().moment("last_authenticated_at") +
                            ", last_activity_editor, pending_cancellation_date, plan_type, assigning_team_id, "
                            "assigning_team_slug, organization_login FROM copilot_seats ORDER BY 1",
                        "America/Los_Angeles"),
              "1|1|Mona|2025-01-02T03:04:05Z|2026-11-15T23:59:59Z|2026-11-15T00:00:00Z|vscode/1.99.0|2026-12-01|"
              "business|3|core|octo\n"
              "2||~|~|~|~|~|~|~|~|~|~\n"
              "3|1|Mona|2025-01-02T03:04:05Z|2026-11-15T23:59:59Z|2026-11-15T00:00:00Z|vscode/1.99.0|2026-12-01|"
              "business|3|core|other\n");
    EXPECT_EQ(records(slice), (std::vector<std::string>{R"({"n":1})", R"({"n":2})", R"({"n":3})"}));
    const std::string reordered = db().load<sinks::seats_loader>(slice, [&](auto& loader) {
        for (const auto& seat : {nobody, second, full}) loader.write(seat);
    });
    EXPECT_EQ(totals, reordered);
    EXPECT_TRUE(totals.starts_with(R"({"seat_rows":3,"assigned_seats":2,"seats_with_activity":2,)")) << totals;
}

TEST_P(DatasetLoaders, ManySeatsAreReadInTheirOrder) {
    const auto slice = slice_of(dataset::seats, monday);
    std::vector<std::string> expected(401);
    db().load<sinks::seats_loader>(slice, [&](auto& loader) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expected[i] = "{\"n\":" + std::to_string(i) + "}";
            schema::seat_row seat;
            seat.seat_data = expected[i];
            loader.write(seat);
        }
    });
    EXPECT_EQ(records(slice), expected);
}

TEST_P(DatasetLoaders, AKeyThatComesTwiceIsRefusedAsData) {
    const schema::user_team_row row{"1", "core", "5", {}, {}, {}, ""};
    try {
        db().load<sinks::user_teams_loader>(slice_of(dataset::user_teams, monday), [&](auto& loader) {
            loader.write(row);
            loader.write(row);
        });
        FAIL() << "loaded the same key twice";
    } catch (const sinks::sink_error& error) {
        EXPECT_TRUE(error.data) << error.what();
    }
    EXPECT_EQ(db().rows("SELECT count(*) FROM copilot_user_teams"), "0\n");
}

/// Loads one row of each dataset into each of the slices' scopes and days.
void load_everything(store& db, day d, scope_kind kind, const std::string& slug) {
    db.load<sinks::totals_loader>(
        slice_of(dataset::totals, d, kind, slug),
        [](auto& loader) {
            const schema::totals_breakdown_row part{"ide", "vscode", "", "", "", {}};
            schema::totals_row row = bare_totals();
            row.breakdown = {&part, 1};
            loader.write(row);
        },
        first_run);
    db.load<sinks::user_teams_loader>(slice_of(dataset::user_teams, d, kind, slug), [](auto& l) {
        l.write({"1", "core", "5", {}, {}, {}, ""});
    });
    db.load<sinks::repos_loader>(slice_of(dataset::repos, d, kind, slug), [](auto& loader) {
        schema::repo_row row;
        row.repo_id = "1";
        row.metrics_data = "{}";
        loader.write(row);
    });
    db.load<sinks::engagement_loader>(slice_of(dataset::engagement, d, kind, slug), [&](auto& l) {
        l.write({{}, d, {}, {}, "{}"});
    });
    db.load<sinks::seats_loader>(slice_of(dataset::seats, d, kind, slug), [](auto& loader) {
        schema::seat_row seat;
        seat.seat_data = "{}";
        loader.write(seat);
    });
}

TEST_P(DatasetLoaders, ReplacingASliceLeavesEveryOtherAlone) {
    for (const day d : {monday, tuesday}) {
        load_everything(db(), d, scope_kind::organization, "octo");
        load_everything(db(), d, scope_kind::enterprise, "octo");
        load_everything(db(), d, scope_kind::organization, "other");
    }
    const auto nothing = [](auto&) {};
    db().load<sinks::totals_loader>(slice_of(dataset::totals, monday), nothing, first_run);
    db().load<sinks::user_teams_loader>(slice_of(dataset::user_teams, monday), nothing);
    db().load<sinks::repos_loader>(slice_of(dataset::repos, monday), nothing);
    db().load<sinks::engagement_loader>(slice_of(dataset::engagement, monday), nothing);
    db().load<sinks::seats_loader>(slice_of(dataset::seats, monday), nothing);
    for (const sinks::slice_table& table : {sinks::totals_table, sinks::totals_breakdown_table, sinks::user_team_table,
                                            sinks::repo_table, sinks::engagement_table, sinks::seat_table})
        EXPECT_EQ(db().rows("SELECT scope, scope_identifier, " + std::string(table.columns[3]) + " FROM " +
                            std::string(table.name) + " ORDER BY 1, 2, 3"),
                  "enterprise|octo|2026-11-16\nenterprise|octo|2026-11-17\norganization|octo|2026-11-17\n"
                  "organization|other|2026-11-16\norganization|other|2026-11-17\n")
            << table.name;
}

TEST_P(DatasetLoaders, AReplacementByOtherSumsShowsInTheTotals) {
    const auto slice = slice_of(dataset::totals, monday);
    schema::totals_row row = bare_totals();
    const auto load = [&] {
        return db().load<sinks::totals_loader>(
            slice, [&](auto& l) { l.write(row); }, first_run);
    };
    const std::string before = load();
    EXPECT_EQ(load(), before);
    row.active_users[1] = 0;
    const std::string measured = load();
    EXPECT_NE(measured, before);
    EXPECT_NE(before.find("\"weekly_active_users\":null"), before.npos) << before;
    EXPECT_NE(measured.find("\"weekly_active_users\":0"), measured.npos) << measured;
}

TEST_P(DatasetLoaders, UsersKeepNoWholeRecords) {
    sinks::transaction tx{db().session(), sinks::transaction::kind::read};
    EXPECT_THROW(sinks::for_each_stored_record(db().session(), slice_of(dataset::users, monday), [](auto) {}),
                 std::invalid_argument);
}

}  // namespace
