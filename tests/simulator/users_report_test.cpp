// Who is in a day's report, and how the script's data actions change that.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/simulator/day_totals.hpp"
#include "tests/simulator/users_report.hpp"

namespace simulator {
namespace {

constexpr day wednesday = day_of(2026, 11, 18);
constexpr day saturday = day_of(2026, 11, 14);

settings make_settings(std::size_t users) {
    settings options = parse_settings({});
    options.users = users;
    return options;
}

report_request make_request(day date, const report_changes& changes = {}) {
    return {.organization = true, .slug = "octo-org", .date = date, .changes = changes};
}

std::size_t count_kind(const std::vector<report_line>& lines, line_kind kind) {
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [kind](const report_line& line) { return line.kind == kind; }));
}

TEST(UsersReport, HasFewerPeopleOnWeekends) {
    const settings options = make_settings(1000);
    const std::size_t workday = active_people(options, make_request(wednesday)).size();
    const std::size_t weekend = active_people(options, make_request(saturday)).size();
    EXPECT_NEAR(static_cast<double>(workday), 880, 60);
    EXPECT_NEAR(static_cast<double>(weekend), 180, 60);
}

TEST(UsersReport, ListsEverybodyOnce) {
    const settings options = make_settings(1000);
    for (const std::int64_t revision : {0, 1, 2}) {
        const auto people = active_people(options, make_request(wednesday, {.revision = revision}));
        EXPECT_EQ(std::set<std::uint32_t>(people.begin(), people.end()).size(), people.size());
    }
}

TEST(UsersReport, UsersRuleGivesExactlySoMany) {
    const settings options = make_settings(40);
    for (const std::size_t users : {0u, 1u, 17u, 5000u}) {
        EXPECT_EQ(active_people(options, make_request(saturday, {.users = users, .revision = 1})).size(), users);
    }
}

TEST(UsersReport, ARevisionReplacesAboutATenth) {
    const settings options = make_settings(40);
    const auto before = active_people(options, make_request(wednesday, {.users = 1000}));
    const auto after = active_people(options, make_request(wednesday, {.users = 1000, .revision = 1}));
    const std::set<std::uint32_t> old_people(before.begin(), before.end());
    const auto gone =
        std::count_if(after.begin(), after.end(), [&](auto number) { return !old_people.contains(number); });
    EXPECT_NEAR(static_cast<double>(gone), 100, 40);
}

TEST(UsersReport, DropsTheLastUsers) {
    const settings options = make_settings(40);
    EXPECT_EQ(active_people(options, make_request(wednesday, {.users = 10, .drop_users = 4})).size(), 6u);
    EXPECT_EQ(active_people(options, make_request(wednesday, {.users = 10, .drop_users = 40})).size(), 0u);
}

TEST(UsersReport, DamagesAreDisjoint) {
    const settings options = make_settings(40);
    const report_changes changes = {.users = 20,
                                    .duplicate_users = 3,
                                    .conflicting_users = 2,
                                    .bad_lines = 4,
                                    .wrong_type = 5,
                                    .wrong_day = 1,
                                    .line_bytes = 9000};
    const auto lines = users_lines(options, make_request(wednesday, changes));
    EXPECT_EQ(lines.size(), 20u + 3 + 2 + 4);
    EXPECT_EQ(count_kind(lines, line_kind::other_numbers), 2u);
    EXPECT_EQ(count_kind(lines, line_kind::broken), 4u);
    EXPECT_EQ(count_kind(lines, line_kind::wrong_type), 5u);
    EXPECT_EQ(count_kind(lines, line_kind::wrong_day), 1u);
    EXPECT_EQ(count_kind(lines, line_kind::padded), 1u);
    std::multiset<std::uint32_t> good;
    for (const report_line& line : lines) {
        if (line.kind == line_kind::record) {
            good.insert(line.number);
        }
    }
    EXPECT_EQ(good.count(0), 2u);
    EXPECT_EQ(good.count(3), 1u);
}

TEST(UsersReport, BrokenLinesAloneAreAReportToo) {
    const auto lines = users_lines(make_settings(40), make_request(wednesday, {.users = 0, .bad_lines = 3}));
    EXPECT_EQ(count_kind(lines, line_kind::broken), 3u);
}

TEST(UsersReport, PartsShareOutAllLines) {
    const settings options = make_settings(40);
    totals_store totals{options};
    const report_kind kind = users_1_day_report();
    const auto all_text = [&](std::size_t shards) {
        const report_request request = make_request(wednesday, {.users = 100, .shards = shards});
        std::multiset<std::string> text;
        for (std::size_t part = 0; part < kind.count_parts(options, request); ++part) {
            const part_lines lines = kind.make_lines({options, totals}, request, part);
            for (std::size_t i = 0; i < lines.count; ++i) {
                json_writer out;
                lines.append(out, i);
                text.insert(std::string{out.view()});
            }
        }
        return text;
    };
    EXPECT_EQ(all_text(1).size(), 100u);
    EXPECT_EQ(all_text(1), all_text(7));
}

TEST(UsersReport, TheWindowReportHasOnePartPerDay) {
    const settings options = make_settings(5);
    totals_store totals{options};
    const report_kind kind = users_28_day_report();
    const report_request request = make_request(wednesday, {.users = 2});
    EXPECT_EQ(kind.count_parts(options, request), 28u);
    json_writer out;
    kind.make_lines({options, totals}, request, 0).append(out, 0);
    EXPECT_TRUE(out.view().starts_with(
        "{\"day\":\"2026-10-22\",\"report_start_day\":\"2026-10-22\",\"report_end_day\":\"2026-11-18\""));
}

TEST(UsersReport, ScopesDiffer) {
    const settings options = make_settings(40);
    totals_store totals{options};
    report_request enterprise = make_request(wednesday, {.users = 1});
    enterprise.organization = false;
    json_writer out;
    users_1_day_report().make_lines({options, totals}, enterprise, 0).append(out, 0);
    EXPECT_EQ(out.view().find("organization_id"), std::string_view::npos);
}

}  // namespace
}  // namespace simulator
