// Told to stop at the worst moment: the program ends within ten seconds, says so, writes its summary, and what it
// leaves is whole (e2e/interrupted_test.cpp has the ordinary moments).

#include <signal.h>

#include <thread>

#include "sinks/database.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/own_postgres.hpp"

namespace {

using namespace faults;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds allowed = 10s;

class Stop : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
    }

    /// A backfill that gets the signal when `ready`, has to end soon, and has to leave a summary that says so.
    std::function<outcome(fault_test&, const arguments&)> stopped_by(int signal, std::function<bool()> ready) {
        return [=, this](fault_test&, const arguments& options) {
            auto running = start_backfill(options);
            EXPECT_TRUE(wait_until(ready));
            const auto sent = std::chrono::steady_clock::now();
            running.send(signal);
            outcome result = finish_backfill(running);
            const auto took =
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - sent);
            EXPECT_LT(took, allowed) << took.count() << " ms";
            EXPECT_EQ(result.summary.type, e2e::json_value::kind::object) << "no summary";
            if (result.summary.type == e2e::json_value::kind::object) {
                EXPECT_EQ(result.count("exit_code"), result.code());
            }
            return result;
        };
    }
    /// Whether a statement of the program waits for a lock on the table.
    std::function<bool()> waits_for(const std::string& table) {
        return [this, table] {
            return database().number("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + table +
                                     "'::regclass") > 0;
        };
    }
};

class StopOnPostgres : public Stop {
protected:
    std::unique_ptr<sinks::sql_session> other_;

    fault while_locked(const std::string& name, int code, const arguments& options) {
        return {.name = name,
                .exit_code = code,
                .missing = lost::some_days,
                .options = options,
                .begin =
                    [this](fault_test& test) {
                        other_ = sinks::make_database(config::secret{test.database().url()})->open();
                        other_->begin_write();
                        other_->execute("LOCK TABLE copilot_user_metrics_daily IN ACCESS EXCLUSIVE MODE");
                    },
                .mend = [this](fault_test&) { other_.reset(); }};
    }
};

/// Thousands of people, so that rows are on their way for seconds.
TEST_P(Stop, DuringALargeLoad) {
    start_simulator({.users = 6000});
    for (const auto& [signal, code] : {std::pair{SIGTERM, 143}, std::pair{SIGINT, 130}}) {
        run_with = stopped_by(signal, [this] {
            const auto calls = simulator().requests();
            return std::count_if(calls.begin(), calls.end(), [](const auto& call) { return call.host == "blob"; }) >= 3;
        });
        play({.name = std::string("stop: ") + (signal == SIGTERM ? "SIGTERM" : "SIGINT") + " during large loads",
              .exit_code = code,
              .or_reason = "interrupted",  // where the signal met that day
              .missing = lost::some_days});
    }
}

TEST_P(StopOnPostgres, WhileAnotherProgramLocksOurTables) {
    run_with = stopped_by(SIGTERM, waits_for("copilot_user_metrics_daily"));
    play(while_locked("stop: SIGTERM while tables are locked", 143, {}));
}

TEST_P(StopOnPostgres, ByTheDeadlineWhileAnotherProgramLocksOurTables) {
    fault row = while_locked("stop: deadline while tables are locked", 9, {"--deadline", "2s"});
    row.check = [](fault_test&, const outcome& result) { EXPECT_LT(result.ended.took, 2s + allowed); };
    play(row);
}

/// The server takes connections and answers nothing, as a machine that swaps or a network that swallows packets.
class StopFrozen : public Stop {
protected:
    void SetUp() override {
        server_ = std::make_unique<own_postgres>();
        Stop::SetUp();
    }
    std::unique_ptr<own_postgres> server_;
};

TEST_P(StopFrozen, WhileTheServerDoesNotAnswer) {
    run_with = stopped_by(SIGTERM, [&] {
        if (database().number("SELECT count(*) FROM sync_status") < 3) return false;
        server_->signal_all(SIGSTOP);
        std::this_thread::sleep_for(1s);
        return true;
    });
    play({.name = "stop: SIGTERM while the server is frozen",
          .rules = {"latency_ms=200"},
          .exit_code = 143,
          .missing = lost::some_days,
          .mend = [&](fault_test&) { server_->signal_all(SIGCONT); }});
}

INSTANTIATE_TEST_SUITE_P(On, StopFrozen, testing::Values(sinks::engine::postgresql), e2e::engine_name);
ON_BOTH_ENGINES(Stop);
INSTANTIATE_TEST_SUITE_P(On, StopOnPostgres, testing::Values(sinks::engine::postgresql), e2e::engine_name);

}  // namespace
