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

/// The commands beside sync that write: a lock of another program's does not hold them up either.
class StopOfOthers : public StopOnPostgres {
protected:
    void SetUp() override {
        StopOnPostgres::SetUp();
        config_ = (directory / "archive.yaml").string();
        test_support::write_file(config_, "archive:\n  directory: " + (directory / "raw").string() + "\n");
        ASSERT_EQ(backfill(6, 3, {"--config", config_}).code(), 0);
        before_ = dump_tables(database());
    }
    arguments import_of_a_day() {
        test_support::write_file(directory / "day.ndjson",
                                 test_support::download_report(
                                     simulator().api_url(),
                                     "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + day(7)));
        return {"import", (directory / "day.ndjson").string(), "--scope", "organization/octo-org", "--as-of", day(0)};
    }
    /// Signalled while it waits for the locked table; again, once the table is free.
    void expect_stops(const arguments& words) {
        const arguments command = with(words, {"--config", config_});
        const fault locked = while_locked("", 143, {});
        locked.begin(*this);
        auto running = start(command);
        EXPECT_TRUE(wait_until(waits_for("copilot_user_metrics_daily")));
        const auto sent = std::chrono::steady_clock::now();
        running.send(SIGTERM);
        const outcome stopped = finish(running, 20s);
        EXPECT_LT(std::chrono::steady_clock::now() - sent, allowed);
        EXPECT_EQ(stopped.code(), 143) << stopped.ended.err;
        EXPECT_NE(stopped.ended.err.find("stop"), std::string::npos) << stopped.ended.err;
        locked.mend(*this);
        EXPECT_EQ(dump_tables(database()).at("copilot_user_metrics_daily"), before_.at("copilot_user_metrics_daily"));
        const outcome again = run(command);
        EXPECT_EQ(again.code(), 0) << again.ended.err;
    }
    std::string config_;
    test_support::table_dump before_;
};

TEST_P(StopOfOthers, Import) {
    expect_stops(import_of_a_day());
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_runs WHERE finished_at IS NULL"), 0);
}

TEST_P(StopOfOthers, Replay) {
    expect_stops({"replay", "--force"});
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_runs WHERE finished_at IS NULL"), 0);
}

TEST_P(StopOfOthers, Prune) {
    environment["SYNC_RETENTION_DAYS"] = "4";
    expect_stops({"prune", "--as-of", day(0)});
}

INSTANTIATE_TEST_SUITE_P(On, StopOfOthers, testing::Values(sinks::engine::postgresql), e2e::engine_name);

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
