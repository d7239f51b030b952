#include "sinks/run_store.hpp"

#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

class RunStore : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }
    void begin(const std::string& run_id) {
        transaction tx{*session, transaction::kind::write};
        begin_run(*session, run_id, "sync", "1.2.3", first_day, time_at(0, 1));
        tx.commit();
    }
    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(RunStore);

TEST_P(RunStore, ShowsARunThatWasKilledAsUnfinished) {
    begin("run-1");
    EXPECT_EQ(rows_of(*session,
                      "SELECT run_id, command, program_version, as_of, finished_at, exit_code, slices_planned, "
                      "rows_written FROM sync_runs"),
              std::vector<std::string>{"run-1|sync|1.2.3|2026-03-07|NULL|NULL|NULL|NULL"});
}

TEST_P(RunStore, KeepsEveryCountOfARunThatEnded) {
    begin("run-1");
    begin("run-2");
    run_counts counts;
    counts.slices = {1, 2, 3, 4, 5, 6, 7};
    counts.rows_written = 8;
    counts.records_rejected = 9;
    counts.bytes_downloaded = INT64_MAX;
    counts.requests = 11;
    counts.retries = 12;
    counts.restatements = 13;
    transaction tx{*session, transaction::kind::write};
    end_run(*session, "run-2", counts, 143, time_at(2));
    tx.commit();
    EXPECT_EQ(
        rows_of(*session,
                "SELECT exit_code, slices_planned, slices_completed, slices_unchanged, slices_no_data, "
                "slices_pending, slices_failed, slices_elsewhere, rows_written, records_rejected, bytes_downloaded, "
                "requests, retries, restatements FROM sync_runs ORDER BY run_id"),
        (std::vector<std::string>{"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
                                  "143|1|2|3|4|5|6|7|8|9|9223372036854775807|11|12|13"}));
    EXPECT_EQ(rows_of(*session, "SELECT run_id FROM sync_runs WHERE finished_at > started_at"),
              std::vector<std::string>{"run-2"});
}

TEST_P(RunStore, RefusesOneRunIdTwice) {
    begin("run-1");
    EXPECT_THROW(begin("run-1"), sink_error);
}

}  // namespace
}  // namespace sinks::testing
