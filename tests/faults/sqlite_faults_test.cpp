// Another program has the SQLite file locked.

#include <thread>

#include "sinks/database.hpp"
#include "tests/faults/fault.hpp"

namespace {

using namespace faults;
using namespace std::chrono_literals;

class SqliteFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
    }
    /// Another program writes, from before the run until so long after its beginning.
    fault locked_for(const std::string& name, std::chrono::seconds time) {
        run_with = [this, time](fault_test&, const arguments& options) {
            auto running = start_backfill(options);
            const auto end = std::chrono::steady_clock::now() + time;
            while (running.running() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(10ms);
            other_.reset();
            return finish_backfill(running);
        };
        return {.name = name, .begin = [this](fault_test& test) {
                    other_ = sinks::make_database(config::secret{test.database().url()})->open();
                    other_->begin_write();
                }};
    }
    std::unique_ptr<sinks::sql_session> other_;
};

TEST_P(SqliteFaults, LockedForAWhile) { play(locked_for("database: SQLite locked by another program for 3 s", 3s)); }

/// Longer than the half minute that the program waits.
TEST_P(SqliteFaults, SlowLockedForLong) {
    fault row = locked_for("database: SQLite locked by another program for long", 100s);
    row.exit_code = 6;
    row.missing = lost::some_days;
    row.check = [](fault_test&, const outcome& result) {
        EXPECT_NE(result.ended.err.find("another program holds the file"), std::string::npos) << result.ended.err;
    };
    play(row);
}

INSTANTIATE_TEST_SUITE_P(On, SqliteFaults, testing::Values(sinks::engine::sqlite), e2e::engine_name);

}  // namespace
