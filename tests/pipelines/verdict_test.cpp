#include "pipelines/verdict.hpp"

#include <gtest/gtest.h>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

/// Ten days of one target, all final but those that a test puts in the way.
assessed_target ten_days(const std::map<int, slice_state>& open = {}, const std::string& source = "github") {
    assessed_target target;
    target.state = since(10, users_of("octo-org", source));
    target.range = {today - 10, today - 1};
    day first = today - 10;
    for (day d = first; d <= today; ++d) {
        const auto found = open.find(today - d);
        if (found == open.end() && d < today) continue;
        if (first < d) target.state.final_days.push_back({first, d - 1});
        if (found != open.end()) target.state.open_days[d] = found->second;
        first = d + 1;
    }
    return target;
}

verdict assess_one(const assessed_target& target, const run_facts& facts = {}) {
    return assess(std::span(&target, 1), facts);
}

run_facts facts_of_this_run() {
    run_facts facts;
    facts.run_id = "this-run";
    return facts;
}

TEST(Verdict, IsCompleteWhenEveryDayIsFinal) {
    const auto made = assess_one(ten_days());
    EXPECT_EQ(made.code, exit_code::complete);
    EXPECT_TRUE(made.problems.empty());
}

/// Windows of engagement: a run on the day after `since` finds the one that ended the day before, as is usual.
assessed_target windows(const std::map<int, slice_state>& open, const std::vector<int>& settled = {}) {
    auto target = users_of("octo-org");
    target.dataset = schema::dataset::engagement;
    assessed_target one{since(1, target), {today - 1, today - 1}};
    for (const auto& [age, state] : open) one.state.open_days[today - age] = state;
    for (const int age : settled) one.state.final_days.push_back({today - age, today - age});
    return one;
}

slice_state attempted(slice_state state, int days_ago) {
    state.last_attempt_at = at(today - days_ago);
    return state;
}

TEST(Verdict, OfWindowsIsThatOfTheLastAttemptWhateverDayItsWindowEnded) {
    EXPECT_EQ(assess_one(windows({}, {3})).code, exit_code::complete) << "a recent one is there";
    EXPECT_EQ(assess_one(windows({}, {20})).code, exit_code::slices_failed) << "none for weeks";
    const auto bad = attempted(row(slice_status::failed, "bad_records"), 0);
    for (const int age : {1, 2, 3}) {
        const auto made = assess_one(windows({{age, bad}}, {4}));
        EXPECT_EQ(made.code, exit_code::data_quality) << age;
        ASSERT_EQ(made.problems.size(), 1u) << age;
        EXPECT_EQ(made.problems[0].reason, "bad_records");
        EXPECT_EQ(assess_one(windows({{age, bad}})).code, exit_code::data_quality) << "the first run of all, " << age;
    }
    const auto earlier = attempted(row(slice_status::failed, "download_failed"), 1);
    EXPECT_EQ(assess_one(windows({{3, earlier}, {2, bad}}, {4})).code, exit_code::data_quality) << "the later one";
    EXPECT_EQ(assess_one(windows({{2, bad}, {3, earlier}}, {4})).problems.size(), 2u) << "both are named";
    const auto unread = attempted(row(slice_status::pending, "not_published"), 0);
    EXPECT_EQ(assess_one(windows({{1, unread}})).code, exit_code::complete) << "the vendor has none yet";
    const auto refused_again = attempted(final_row("bad_records"), 2);
    EXPECT_EQ(assess_one(windows({{4, refused_again}})).code, exit_code::data_quality) << "the same window, now bad";
    EXPECT_EQ(assess_one(windows({{4, refused_again}}, {3})).code, exit_code::complete) << "a newer one has come since";
}

TEST(Verdict, IsCompleteForAnEmptyRangeAndForNoTargetAtAll) {
    assessed_target nothing{since(0), {today, today - 1}};
    EXPECT_EQ(assess_one(nothing).code, exit_code::complete);
    EXPECT_EQ(assess({}, {}).code, exit_code::complete);
}

struct code_case {
    const char* name;
    slice_state row;
    exit_code code;
    bool listed;
};

TEST(Verdict, GivesEveryStateItsCode) {
    const code_case cases[] = {
        {"provisional", loaded_row(), exit_code::complete, false},
        {"not published yet", row(slice_status::pending, "not_published"), exit_code::complete, false},
        {"known to have no data", row(slice_status::no_data, "not_published"), exit_code::complete, false},
        {"vanished", loaded_row("vanished"), exit_code::complete, true},
        {"failed by 5xx", row(slice_status::failed, "server_error"), exit_code::slices_failed, true},
        {"half of its parts missing", row(slice_status::failed, "part_missing"), exit_code::slices_failed, true},
        {"download broke", row(slice_status::failed, "download_failed"), exit_code::slices_failed, true},
        {"no envelope", row(slice_status::failed, "malformed_answer"), exit_code::slices_failed, true},
        {"untrusted link", row(slice_status::failed, "link_refused"), exit_code::slices_failed, true},
        {"a reason of a later version", row(slice_status::failed, "something_new"), exit_code::slices_failed, true},
        {"no reason at all", row(slice_status::failed), exit_code::slices_failed, true},
        {"expired", row(slice_status::failed, "expired"), exit_code::slices_failed, true},
        {"a failure in spite of its reason", row(slice_status::failed, "not_published"), exit_code::slices_failed,
         true},
        {"loaded, last read failed", loaded_row("server_error"), exit_code::slices_failed, true},
        {"final, forced read failed", final_row("part_missing"), exit_code::slices_failed, true},
        {"token refused", row(slice_status::failed, "unauthorized"), exit_code::refused, true},
        {"policy off", row(slice_status::failed, "policy_disabled"), exit_code::refused, true},
        {"permission missing", row(slice_status::failed, "permission_missing"), exit_code::refused, true},
        {"scope not found", row(slice_status::failed, "not_found"), exit_code::refused, true},
        {"loaded, then refused", loaded_row("permission_missing"), exit_code::refused, true},
        {"final, then refused", final_row("unauthorized"), exit_code::refused, true},
        {"too many bad records", row(slice_status::failed, "bad_records"), exit_code::data_quality, true},
        {"shrunken", loaded_row("shrunk"), exit_code::data_quality, true},
        {"unreachable", row(slice_status::failed, "unreachable"), exit_code::source_down, true},
        {"rate limited", row(slice_status::failed, "rate_limited"), exit_code::source_down, true},
        {"loaded, now unreachable", loaded_row("unreachable"), exit_code::source_down, true},
        {"in progress", row(slice_status::in_progress), exit_code::slices_failed, true},
        {"interrupted", row(slice_status::pending, "interrupted"), exit_code::slices_failed, true},
    };
    for (const code_case& c : cases) {
        const auto made = assess_one(ten_days({{4, c.row}}), facts_of_this_run());
        EXPECT_EQ(made.code, c.code) << c.name;
        ASSERT_EQ(made.problems.size(), c.listed ? 1u : 0u) << c.name;
        if (!c.listed) continue;
        EXPECT_EQ(made.problems[0].slice.day, today - 4) << c.name;
        if (c.row.status == slice_status::in_progress) continue;
        EXPECT_EQ(made.problems[0].reason, c.row.reason) << c.name;
        EXPECT_EQ(made.problems[0].message, c.row.error_message) << c.name;
    }
}

TEST(Verdict, CountsADayWithoutAnyRowAsFailedAndNamesIt) {
    auto target = ten_days();
    target.state.final_days = {{today - 10, today - 7}, {today - 5, today - 1}};
    const auto made = assess_one(target);
    EXPECT_EQ(made.code, exit_code::slices_failed);
    ASSERT_EQ(made.problems.size(), 1u);
    EXPECT_EQ(made.problems[0].slice.day, today - 6);
    EXPECT_EQ(made.problems[0].reason, "not_attempted");
    EXPECT_FALSE(made.problems[0].message.empty());
}

TEST(Verdict, CountsAFailureOfAnotherRunAsMuchAsOurs) {
    EXPECT_EQ(
        assess_one(ten_days({{4, row(slice_status::failed, "server_error", "earlier")}}), facts_of_this_run()).code,
        exit_code::slices_failed);
}

TEST(Verdict, CountsOlderRowsThatAreStillOpen) {
    auto target = ten_days();
    target.state.open_days[today - 200] = row(slice_status::failed, "bad_records");
    const auto made = assess_one(target);
    EXPECT_EQ(made.code, exit_code::data_quality);
    ASSERT_EQ(made.problems.size(), 1u);
    EXPECT_EQ(made.problems[0].slice.day, today - 200);
}

TEST(Verdict, IsTheWorstOfAllDaysByTheOrderOfTheContract) {
    const auto code = [](const std::map<int, slice_state>& open) { return assess_one(ten_days(open)).code; };
    const auto refused = row(slice_status::failed, "policy_disabled"), bad = row(slice_status::failed, "bad_records"),
               unreachable = row(slice_status::failed, "unreachable"),
               failed = row(slice_status::failed, "server_error");
    EXPECT_EQ(code({{1, bad}, {2, refused}, {3, unreachable}, {4, failed}}), exit_code::refused);
    EXPECT_EQ(code({{1, unreachable}, {2, bad}, {3, failed}}), exit_code::data_quality);
    EXPECT_EQ(code({{1, failed}, {2, unreachable}}), exit_code::source_down);
    EXPECT_EQ(code({{1, failed}, {2, loaded_row("vanished")}}), exit_code::slices_failed);
}

TEST(Verdict, OfAnUnreachableSourceThatGaveSomethingIsAFailedSlice) {
    auto read_now = loaded_row();
    read_now.run_id = "this-run";
    auto nothing_now = row(slice_status::pending, "not_published", "this-run");
    for (const auto& proof : {read_now, nothing_now}) {
        const auto target = ten_days({{1, proof}, {2, row(slice_status::failed, "unreachable", "this-run")}});
        EXPECT_EQ(assess_one(target, facts_of_this_run()).code, exit_code::slices_failed);
    }
}

TEST(Verdict, OfAnUnreachableSourceCountsFinalDaysThatThisRunLoaded) {
    auto facts = facts_of_this_run();
    facts.sources_read = {"github"};  // old days are final at their first load, and final days name no run
    const auto target = ten_days({{2, row(slice_status::failed, "unreachable", "this-run")}});
    EXPECT_EQ(assess_one(target, facts).code, exit_code::slices_failed);
    facts.sources_read = {"another"};
    EXPECT_EQ(assess_one(target, facts).code, exit_code::source_down);
}

TEST(Verdict, OfAnUnreachableSourceDoesNotCountWhatEarlierRunsRead) {
    const auto target = ten_days({{1, loaded_row()}, {2, row(slice_status::failed, "rate_limited", "this-run")}});
    EXPECT_EQ(assess_one(target, facts_of_this_run()).code, exit_code::source_down);
}

TEST(Verdict, LooksAtEachSourceByItself) {
    auto read_now = loaded_row();
    read_now.run_id = "this-run";
    const std::vector targets{ten_days({{1, read_now}}, "alive"),
                              ten_days({{1, row(slice_status::failed, "unreachable", "this-run")}}, "dead")};
    const auto made = assess(targets, facts_of_this_run());
    EXPECT_EQ(made.code, exit_code::source_down);
    ASSERT_EQ(made.problems.size(), 1u);
    EXPECT_EQ(made.problems[0].slice.target.source, "dead");
}

TEST(Verdict, TakesTheUntriedDaysOfASourceGivenUpAsItsOutage) {
    auto target = ten_days({{3, row(slice_status::failed, "server_error", "this-run")}});
    target.state.final_days = {{today - 10, today - 5}};  // the days after were not reached
    auto facts = facts_of_this_run();
    facts.sources_given_up = {"github"};
    EXPECT_EQ(assess_one(target, facts).code, exit_code::source_down);
    facts.sources_read = {"github"};
    EXPECT_EQ(assess_one(target, facts).code, exit_code::slices_failed);
}

TEST(Verdict, AfterTheDeadlineIsNineForWhatWasLeft) {
    auto facts = facts_of_this_run();
    facts.deadline_came = true;
    auto untried = ten_days();
    untried.state.final_days = {{today - 10, today - 3}};
    EXPECT_EQ(assess_one(untried, facts).code, exit_code::deadline);
    EXPECT_EQ(assess_one(ten_days({{1, row(slice_status::pending, "interrupted")}}), facts).code, exit_code::deadline);
    EXPECT_EQ(assess_one(ten_days({{1, row(slice_status::in_progress)}}), facts).code, exit_code::deadline);
    EXPECT_EQ(assess_one(ten_days({{1, loaded_row("interrupted")}}), facts).code, exit_code::deadline);
}

TEST(Verdict, AfterTheDeadlineIsCompleteWhenNothingIsLeft) {
    auto facts = facts_of_this_run();
    facts.deadline_came = true;
    EXPECT_EQ(assess_one(ten_days({{1, loaded_row()}}), facts).code, exit_code::complete);
}

TEST(Verdict, AfterTheDeadlineStillPutsAFailureFirst) {
    auto facts = facts_of_this_run();
    facts.deadline_came = true;
    auto target =
        ten_days({{5, row(slice_status::failed, "server_error")}, {1, row(slice_status::pending, "interrupted")}});
    EXPECT_EQ(assess_one(target, facts).code, exit_code::slices_failed);
}

TEST(Verdict, ListsProblemsByTargetAndDay) {
    const auto failed = row(slice_status::failed, "server_error");
    const std::vector targets{ten_days({{2, failed}, {9, failed}}, "one"), ten_days({{5, failed}}, "two")};
    const auto made = assess(targets, {});
    ASSERT_EQ(made.problems.size(), 3u);
    EXPECT_EQ(made.problems[0].slice.day, today - 9);
    EXPECT_EQ(made.problems[1].slice.day, today - 2);
    EXPECT_EQ(made.problems[2].slice.target.source, "two");
}

}  // namespace
}  // namespace pipelines::testing
