#include "sinks/status_store.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "scratch_database.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

using schema::slice_state;
using schema::slice_status;

class StatusStore : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    void put(const schema::slice& slice, const slice_state& state, schema::time_point now = time_at(1)) {
        transaction tx{*session, transaction::kind::write};
        write_state(*session, slice, state, now);
        tx.commit();
    }
    std::optional<slice_state> get(const schema::slice& slice) {
        transaction tx{*session, transaction::kind::read};
        return read_state(*session, slice);
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(StatusStore);

TEST_P(StatusStore, HasNothingOfASliceThatNobodyWrote) { EXPECT_FALSE(get(on(first_day))); }

TEST_P(StatusStore, GivesEveryMemberBackEqual) {
    put(on(first_day), full_state());
    EXPECT_EQ(get(on(first_day)), full_state());
}

TEST_P(StatusStore, GivesAStateOfNothingBackEqual) {
    put(on(first_day), slice_state{});
    EXPECT_EQ(get(on(first_day)), slice_state{});
    EXPECT_EQ(rows_of(*session,
                      "SELECT reason, error_message, last_attempt_at, last_success_at, next_attempt_at, completed_at, no_data_at, "
                      "rows_written, records_rejected, bytes_read, content_sha256, day_totals, decoder_version, "
                      "privacy_profile, run_id FROM sync_status"),
              std::vector<std::string>{"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL"});
}

TEST_P(StatusStore, GivesEveryStatusBackEqual) {
    int back = 0;
    for (const auto status : {slice_status::pending, slice_status::in_progress, slice_status::completed,
                              slice_status::no_data, slice_status::failed}) {
        put(on(first_day - back), state_of(status));
        EXPECT_EQ(get(on(first_day - back))->status, status);
        ++back;
    }
}

TEST_P(StatusStore, ReplacesTheWholeRowAndKeepsWhenItWasCreated) {
    put(on(first_day), full_state(), time_at(1));
    put(on(first_day), slice_state{}, time_at(2));
    EXPECT_EQ(get(on(first_day)), slice_state{});
    const std::string text = postgres() ? "to_char(X, 'YYYY-MM-DD HH24')" : "replace(substr(X, 1, 13), 'T', ' ')";
    std::string created = text, updated = text;
    created.replace(created.find('X'), 1, "created_at");
    updated.replace(updated.find('X'), 1, "updated_at");
    EXPECT_EQ(rows_of(*session, "SELECT " + created + ", " + updated + " FROM sync_status"),
              std::vector<std::string>{"2026-03-07 01|2026-03-07 02"});
}

TEST_P(StatusStore, KeepsSlicesApartByEveryMemberOfTheirKey) {
    auto totals = users_of("octo-org");
    totals.dataset = schema::dataset::totals;
    const std::vector<schema::slice> slices{
        on(first_day),
        on(first_day + 1),
        on(first_day, users_of("second")),
        on(first_day, users_of("octo-org", schema::scope_kind::enterprise)),
        on(first_day, users_of("octo-org", schema::scope_kind::organization, "other")),
        on(first_day, totals)};
    for (std::size_t i = 0; i < slices.size(); ++i) {
        auto state = full_state();
        state.attempt_count = static_cast<std::int64_t>(i);
        put(slices[i], state);
    }
    for (std::size_t i = 0; i < slices.size(); ++i)
        EXPECT_EQ(get(slices[i])->attempt_count, static_cast<std::int64_t>(i)) << slices[i].text();
}

TEST_P(StatusStore, StoresTheDayItWasGiven) {
    for (const day d : {day(2024, 2, 29), day(2026, 3, 8), day(2026, 11, 1), day(2026, 12, 31)})
        put(on(d), final_state());
    EXPECT_EQ(rows_of(*session, "SELECT metrics_date FROM sync_status ORDER BY metrics_date"),
              (std::vector<std::string>{"2024-02-29", "2026-03-08", "2026-11-01", "2026-12-31"}));
}

TEST_P(StatusStore, ReadsARangeOfOneTargetWithFinalDays) {
    for (int i = 0; i < 5; ++i) put(on(first_day + i), final_state());
    put(on(first_day + 2), full_state());
    put(on(first_day + 2, users_of("second")), full_state());
    transaction tx{*session, transaction::kind::read};
    const auto states = read_states(*session, users_of("octo-org"), {first_day + 1, first_day + 3});
    ASSERT_EQ(states.size(), 3u);
    EXPECT_EQ(states.begin()->first, first_day + 1);
    EXPECT_EQ(states.at(first_day + 2), full_state());
    EXPECT_EQ(states.at(first_day + 3), final_state());
}

TEST_P(StatusStore, KnowsWhenEachTargetWasLastReadWithoutTrouble) {
    const auto read_at = [&](std::optional<int> hours, const schema::slice& slice, slice_status status,
                             const std::string& reason = "") {
        auto state = state_of(status, false, reason);
        state.last_attempt_at = time_at(9);
        if (hours) state.last_success_at = time_at(*hours);
        put(slice, state);
    };
    read_at(3, on(first_day), slice_status::completed);
    read_at(5, on(first_day + 1), slice_status::completed, "unreachable");
    read_at(std::nullopt, on(first_day + 2), slice_status::failed, "unreachable");
    read_at(4, on(first_day, users_of("second")), slice_status::no_data, "not_published");
    read_at(std::nullopt, on(first_day, users_of("never")), slice_status::failed, "unreachable");
    transaction tx{*session, transaction::kind::read};
    EXPECT_EQ(read_last_success(*session), (std::map<schema::target, schema::time_point>{
                                               {users_of("octo-org"), time_at(5)}, {users_of("second"), time_at(4)}}));
}

TEST_P(StatusStore, ForgetsTheAttemptsOfATargetAndNothingThatIsLoaded) {
    const std::vector<slice_status> all{slice_status::completed, slice_status::pending, slice_status::in_progress,
                                        slice_status::no_data, slice_status::failed};
    const schema::target own = users_of("octo-org"), other = users_of("octo-org", schema::scope_kind::enterprise);
    for (const schema::target& target : {own, other})
        for (std::size_t i = 0; i < all.size(); ++i)
            put(on(first_day + static_cast<int>(i), target), state_of(all[i], false, "policy_disabled"));
    transaction tx{*session, transaction::kind::write};
    forget_attempts(*session, own);
    tx.commit();
    EXPECT_EQ(rows_of(*session, "SELECT scope, status FROM sync_status ORDER BY scope DESC, metrics_date"),
              (std::vector<std::string>{"organization|completed", "enterprise|completed", "enterprise|pending",
                                        "enterprise|in_progress", "enterprise|no_data", "enterprise|failed"}));
}

}  // namespace
}  // namespace sinks::testing
