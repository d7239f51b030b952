#include "pipelines/transitions.hpp"

#include <gtest/gtest.h>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using namespace std::chrono_literals;

/// An attempt on a day `days_ago` days before today.
attempt try_day(int days_ago) { return {"this-run", at(today, 6h), today - days_ago, today, 4}; }

loaded_content content(const std::string& hash) { return {hash, "{\"user_rows\":3}", 30, 1, 4096, 2, "identified"}; }

/// A loaded day as an earlier run left it.
slice_state standing(const std::string& hash = "same", bool is_final = false) {
    auto state = loaded({}, {"earlier", at(today - 1), today - 6, today - 1, 4}, content(hash));
    state.is_final = is_final;
    return state;
}

TEST(Transition, OfAnAttemptThatBeginsMarksADayWithoutRows) {
    const auto begun_row = begun(std::nullopt, try_day(3));
    ASSERT_TRUE(begun_row);
    EXPECT_EQ(begun_row->status, slice_status::in_progress);
    EXPECT_EQ(begun_row->run_id, "this-run");
    EXPECT_EQ(begun_row->last_attempt_at, at(today, 6h));
    EXPECT_EQ(begun_row->attempt_count, 0) << "counted when it has met something";
    EXPECT_FALSE(begun_row->is_final);
}

TEST(Transition, OfAnAttemptThatBeginsLeavesALoadedDayCompleted) {
    EXPECT_FALSE(begun(standing(), try_day(3)));
    EXPECT_FALSE(begun(standing("same", true), try_day(30)));
}

TEST(Transition, OfAReplayKeepsWhatTheLastAttemptMet) {
    auto before = standing("same", true);
    before.reason = "vanished";
    before.error_message = "gone";
    auto newer = content("same");
    newer.decoder_version = 3;
    newer.rows = 44;
    const auto state = replayed(before, {false, at(today - 9)}, "replay", at(today, 6h), newer);
    auto expected = before;
    expected.completed_at = at(today, 6h);
    expected.decoder_version = 3;
    expected.rows_written = 44;
    EXPECT_EQ(state, expected) << "final, attempts, reason and run as they were";
}

TEST(Transition, OfAReplayIntoADayWithoutRowsIsTheReadThatWasArchived) {
    for (const bool is_final : {true, false})
        for (const auto& before :
             {previous_state{}, previous_state{row(slice_status::failed, "server_error")},
              previous_state{row(slice_status::in_progress, "")}}) {
            const auto state = replayed(before, {is_final, at(today - 9)}, "replay", at(today, 6h), content("a"));
            EXPECT_EQ(state.status, slice_status::completed);
            EXPECT_EQ(state.is_final, is_final);
            EXPECT_EQ(state.last_attempt_at, at(today - 9)) << "when the vendor was read, not now";
            EXPECT_EQ(state.last_success_at, at(today - 9));
            EXPECT_EQ(state.completed_at, at(today, 6h));
            EXPECT_EQ(state.reason + state.error_message, "");
            EXPECT_EQ(state.run_id, "replay");
            EXPECT_EQ(state.content_sha256, "a");
            EXPECT_GE(state.attempt_count, 1);
        }
}

TEST(Transition, OfWhatMetNoTroubleIsASuccess) {
    const auto now = at(today, 6h);
    EXPECT_EQ(loaded(std::nullopt, try_day(3), content("a")).last_success_at, now);
    EXPECT_EQ(unchanged(standing(), try_day(3)).last_success_at, now);
    for (const int days_ago : {1, 10})
        EXPECT_EQ(without_data(std::nullopt, try_day(days_ago), "204").last_success_at, now)
            << "the vendor answered: " << days_ago;
}

TEST(Transition, OfTroubleLeavesTheLastSuccessAlone) {
    for (const previous_state& before : {previous_state{standing()}, previous_state{}}) {
        const auto success = before ? before->last_success_at : std::nullopt;
        EXPECT_EQ(failed(before, try_day(3), "unauthorized", "", std::nullopt).last_success_at, success);
        EXPECT_EQ(interrupted(before, try_day(3), "").last_success_at, success);
        EXPECT_EQ(expired(before, try_day(300)).last_success_at, success);
        EXPECT_EQ(missed(before, try_day(3)).last_success_at, success);
    }
    ASSERT_TRUE(standing().last_success_at);
    EXPECT_EQ(without_data(standing(), try_day(3), "404").last_success_at, standing().last_success_at) << "vanished";
    const auto quiet = without_data(std::nullopt, {"earlier", at(today - 1), today - 6, today - 1, 4}, "204");
    EXPECT_EQ(begun(quiet, try_day(6))->last_success_at, at(today - 1));
    EXPECT_EQ(failed(quiet, try_day(6), "unreachable", "", std::nullopt).last_success_at, at(today - 1));
}

TEST(Transition, CountsAnAttemptOnceAlthoughItIsMarkedFirst) {
    const auto mark = begun(row(slice_status::failed, "server_error"), try_day(3));
    EXPECT_EQ(mark->attempt_count, 1);
    EXPECT_EQ(failed(mark, try_day(3), "server_error", "again", std::nullopt).attempt_count, 2);
}

TEST(Transition, WithoutDataIsPendingUpToSettleDaysThenNoData) {
    for (const int days_ago : {1, 3, 4}) {
        const auto state = without_data(std::nullopt, try_day(days_ago), "204");
        EXPECT_EQ(state.status, slice_status::pending) << days_ago;
        EXPECT_EQ(state.reason, "not_published");
    }
    for (const int days_ago : {5, 28, 300}) {
        const auto state = without_data(std::nullopt, try_day(days_ago), "204");
        EXPECT_EQ(state.status, slice_status::no_data) << days_ago;
        EXPECT_FALSE(state.is_final);
        EXPECT_EQ(state.no_data_at, at(today, 6h));
        EXPECT_EQ(state.error_message, "204");
    }
}

TEST(Transition, WithoutDataFollowsSettleDays) {
    auto attempt = try_day(2);
    attempt.settle_days = 1;
    EXPECT_EQ(without_data(std::nullopt, attempt, "").status, slice_status::no_data);
    attempt.settle_days = 2;
    EXPECT_EQ(without_data(std::nullopt, attempt, "").status, slice_status::pending);
}

TEST(Transition, WithoutDataNeverDeletesWhatIsLoaded) {
    for (const int days_ago : {1, 5, 200}) {
        const auto before = standing();
        const auto state = without_data(before, try_day(days_ago), "404");
        EXPECT_EQ(state.status, slice_status::completed);
        EXPECT_EQ(state.reason, "vanished");
        EXPECT_EQ(state.rows_written, before.rows_written);
        EXPECT_EQ(state.content_sha256, before.content_sha256);
        EXPECT_EQ(state.completed_at, before.completed_at);
        EXPECT_FALSE(state.is_final);
    }
    EXPECT_TRUE(without_data(standing("same", true), try_day(200), "404").is_final);
}

TEST(Transition, OfAFailureKeepsNoRowsAndNamesTheReason) {
    for (const auto status :
         {slice_status::pending, slice_status::in_progress, slice_status::no_data, slice_status::failed}) {
        const auto state = failed(row(status), try_day(3), "rate_limited", "come back", at(today, 9h));
        EXPECT_EQ(state.status, slice_status::failed);
        EXPECT_EQ(state.reason, "rate_limited");
        EXPECT_EQ(state.error_message, "come back");
        EXPECT_EQ(state.next_attempt_at, at(today, 9h));
        EXPECT_EQ(state.attempt_count, 2);
        EXPECT_EQ(state.run_id, "this-run");
        EXPECT_FALSE(state.completed_at);
    }
    EXPECT_EQ(failed(std::nullopt, try_day(3), "unreachable", "", std::nullopt).attempt_count, 1);
}

TEST(Transition, OfAFailureLeavesALoadedDayCompletedWithItsRows) {
    for (const char* reason : {"server_error", "bad_records", "shrunk", "policy_disabled", "part_missing"}) {
        const auto before = standing("same", true);
        const auto state = failed(before, try_day(30), reason, "text", std::nullopt);
        EXPECT_EQ(state.status, slice_status::completed) << reason;
        EXPECT_EQ(state.reason, reason);
        EXPECT_TRUE(state.is_final);
        EXPECT_EQ(state.rows_written, before.rows_written);
        EXPECT_EQ(state.day_totals, before.day_totals);
        EXPECT_EQ(state.completed_at, before.completed_at);
        EXPECT_EQ(state.attempt_count, 2);
    }
}

TEST(Transition, OfAnInterruptedReadIsForTheNextRun) {
    const auto state = interrupted(row(slice_status::in_progress), try_day(3), "stopped");
    EXPECT_EQ(state.status, slice_status::pending);
    EXPECT_EQ(state.reason, "interrupted");
    const auto kept = interrupted(standing(), try_day(3), "stopped");
    EXPECT_EQ(kept.status, slice_status::completed);
    EXPECT_EQ(kept.rows_written, 30);
}

struct finality_case {
    const char* name;
    previous_state before;
    int days_ago;
    std::string hash;
    bool is_final;
};

TEST(Transition, OfALoadIsFinalByTheRulesOfTheDesign) {
    auto had_none = row(slice_status::no_data, "not_published");
    had_none.no_data_at = at(today - 3);
    auto failed_after_none = row(slice_status::failed, "server_error");
    failed_after_none.no_data_at = at(today - 3);
    auto marked_after_none = *begun(had_none, try_day(10));
    const finality_case cases[] = {
        {"first load of a young day", std::nullopt, 1, "a", false},
        {"first load on the last provisional day", std::nullopt, 4, "a", false},
        {"first load of a settled day", std::nullopt, 5, "a", true},
        {"first load of an old day", std::nullopt, 300, "a", true},
        {"first load after failures only", row(slice_status::failed, "server_error"), 10, "a", true},
        {"first load after a killed run", row(slice_status::in_progress), 10, "a", true},
        {"first data after an answer without data", had_none, 10, "a", false},
        {"first data after none, seen through the mark of this attempt", marked_after_none, 10, "a", false},
        {"first data after none and a failure", failed_after_none, 10, "a", false},
        {"changed by this very read", standing("a"), 10, "b", false},
        {"changed again although it was final", standing("a", true), 10, "b", false},
        {"the same content decoded anew", standing("a"), 10, "a", true},
        {"the same content decoded anew, still young", standing("a"), 3, "a", false},
    };
    for (const finality_case& c : cases) {
        const auto state = loaded(c.before, try_day(c.days_ago), content(c.hash));
        EXPECT_EQ(state.is_final, c.is_final) << c.name;
        EXPECT_EQ(state.status, slice_status::completed) << c.name;
        EXPECT_EQ(state.reason, "") << c.name;
    }
}

TEST(Transition, OfALoadRemembersAllThatWasLoaded) {
    const auto state = loaded(row(slice_status::failed, "rate_limited"), try_day(10), content("hash"));
    EXPECT_EQ(state.content_sha256, "hash");
    EXPECT_EQ(state.day_totals, "{\"user_rows\":3}");
    EXPECT_EQ(state.rows_written, 30);
    EXPECT_EQ(state.records_rejected, 1);
    EXPECT_EQ(state.bytes_read, 4096);
    EXPECT_EQ(state.decoder_version, 2);
    EXPECT_EQ(state.privacy_profile, "identified");
    EXPECT_EQ(state.completed_at, at(today, 6h));
    EXPECT_EQ(state.last_attempt_at, at(today, 6h));
    EXPECT_FALSE(state.next_attempt_at);
    EXPECT_EQ(state.error_message, "");
    EXPECT_EQ(state.attempt_count, 2);
}

TEST(Transition, OfAnUnchangedReadSettlesADayOnceItIsOldEnough) {
    EXPECT_FALSE(unchanged(standing(), try_day(4)).is_final);
    EXPECT_TRUE(unchanged(standing(), try_day(5)).is_final);
    EXPECT_TRUE(unchanged(standing("same", true), try_day(1)).is_final) << "final stays final";
}

TEST(Transition, OfAnUnchangedReadMovesTheStatusOnly) {
    auto before = standing();
    before.reason = "unreachable";
    before.error_message = "last night";
    before.next_attempt_at = at(today);
    auto expected = before;
    expected.reason = expected.error_message = "";
    expected.next_attempt_at.reset();
    expected.last_attempt_at = at(today, 6h);
    expected.last_success_at = at(today, 6h);
    expected.attempt_count = before.attempt_count + 1;
    expected.run_id = "this-run";
    expected.is_final = true;
    EXPECT_EQ(unchanged(before, try_day(6)), expected);
}

TEST(Transition, OfDataAfterNoneIsSettledByTheNextUnchangedRead) {
    auto before = row(slice_status::no_data, "not_published");
    before.no_data_at = at(today - 3);
    const auto first = loaded(before, try_day(10), content("a"));
    EXPECT_FALSE(first.is_final);
    EXPECT_TRUE(unchanged(first, try_day(10)).is_final);
}

TEST(Transition, OfADayThatVanishedIsSettledByTheSecondReadThatFindsItAgain) {
    auto before = standing("a");
    auto gone = try_day(10);
    gone.now = at(today - 1, 6h);
    const auto vanished = without_data(before, gone, "no links");
    ASSERT_EQ(vanished.reason, "vanished");
    const auto back = unchanged(vanished, try_day(10));
    EXPECT_FALSE(back.is_final) << "the first data after an answer without";
    EXPECT_TRUE(unchanged(back, try_day(10)).is_final);
    EXPECT_FALSE(loaded(vanished, try_day(10), content("a")).is_final) << "decoded anew";
}

TEST(Transition, OfAChangedDayIsSettledByTheNextUnchangedRead) {
    const auto changed = loaded(standing("a"), try_day(10), content("b"));
    EXPECT_FALSE(changed.is_final);
    EXPECT_TRUE(unchanged(changed, try_day(10)).is_final);
}

TEST(Transition, OfADayThatExpiredUnreadIsFailedForEver) {
    const auto state = expired(row(slice_status::pending, "not_published"), try_day(400));
    EXPECT_EQ(state.status, slice_status::failed);
    EXPECT_EQ(state.reason, "expired");
    EXPECT_FALSE(state.error_message.empty());
    EXPECT_FALSE(state.is_final);
    EXPECT_EQ(expired(std::nullopt, try_day(400)).attempt_count, 0) << "nobody has tried";
}

TEST(SameContent, MeansHashDecoderAndProfileOfALoadedDay) {
    const auto before = standing("hash");
    EXPECT_TRUE(same_content(before, "hash", 2, "identified"));
    EXPECT_FALSE(same_content(before, "other", 2, "identified"));
    EXPECT_FALSE(same_content(before, "hash", 3, "identified"));
    EXPECT_FALSE(same_content(before, "hash", 2, "pseudonymous"));
    EXPECT_FALSE(same_content(std::nullopt, "hash", 2, "identified"));
    auto without_rows = before;
    without_rows.status = slice_status::failed;
    EXPECT_FALSE(same_content(without_rows, "hash", 2, "identified"));
}

}  // namespace
}  // namespace pipelines::testing
