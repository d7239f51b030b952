// PostgreSQL fails: in the middle of COPY, right at a commit, for good, or only for us. A cluster of the suite's own,
// which it may restart.

#include <signal.h>

#include <atomic>
#include <thread>

#include "sinks/database.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/own_postgres.hpp"
#include "tests/faults/postgres_proxy.hpp"

namespace {

using namespace faults;
using namespace std::chrono_literals;

class DatabaseFaults : public fault_test {
protected:
    static void SetUpTestSuite() { server = std::make_unique<own_postgres>(); }
    static void TearDownTestSuite() { server.reset(); }
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
    }
    static inline std::unique_ptr<own_postgres> server;

    /// Once in the life of the row, on the first connection that sends rows: `rows_come` with the first of them,
    /// `commits` with the COMMIT that follows.
    struct breaking {
        std::function<passage()> rows_come = [] { return passage::pass; };
        std::function<passage()> commits = [] { return passage::pass; };
    };

    /// The program connects through a proxy that does so.
    std::function<void(fault_test&)> through_proxy(breaking what) {
        return [this, what](fault_test& test) {
            auto first = std::make_shared<std::atomic<bool>>(true);
            proxy_ = std::make_unique<postgres_proxy>(
                test.directory / "proxy", server->directory(), [first, what]() -> message_watcher {
                    auto copying = std::make_shared<bool>(false);
                    return [=](char type, std::string_view payload) {
                        if (type == 'd' && first->exchange(false)) {
                            *copying = true;
                            return what.rows_come();
                        }
                        return *copying && type == 'Q' && payload.starts_with("COMMIT") ? what.commits()
                                                                                        : passage::pass;
                    };
                });
            test.environment["DATABASE_URL"] = proxy_->url_through(test.database().url());
        };
    }

    /// Another program's open transaction.
    std::unique_ptr<sinks::sql_session> other_session() {
        auto session = sinks::make_database(config::secret{database().url() + "&user=postgres"})->open();
        session->begin_write();
        return session;
    }

    static std::function<void(fault_test&)> having_run(const std::vector<std::string>& statements) {
        return [=](fault_test& test) {
            for (const std::string& sql : statements)
                if (sql.find("DATABASE %") != sql.npos)
                    test.database().administer(sql);
                else
                    test.database().execute(sql);
        };
    }

    std::unique_ptr<postgres_proxy> proxy_;
};

void expect_all_counted_once(fault_test& test, const outcome& result) {
    EXPECT_EQ(result.slices("completed"), 4) << "a commit whose answer was lost is counted as well";
    EXPECT_EQ(test.database().number("SELECT count(*) FROM restatements"), 0);
}

void expect_tried_again(fault_test&, const outcome& result) {
    EXPECT_NE(result.ended.err.find("trying again"), std::string::npos) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 4);
}

TEST_P(DatabaseFaults, RestartDuringCopy) {
    const auto restart = [&](own_postgres::shutdown how) {
        return breaking{.rows_come = [how] {
            server->restart(how);
            return passage::pass;
        }};
    };
    play_all({{.name = "database: restart during COPY",
               .begin = through_proxy(restart(own_postgres::shutdown::fast)),
               .check = expect_tried_again},
              {.name = "database: crash and restart during COPY",
               .begin = through_proxy(restart(own_postgres::shutdown::immediate)),
               .check = expect_tried_again}});
}

TEST_P(DatabaseFaults, CommitInDoubt) {
    play_all({{.name = "database: the answer of COMMIT is lost",
               .begin = through_proxy({.commits = [] { return passage::lose_answer; }}),
               .check = expect_all_counted_once},
              {.name = "database: COMMIT is lost on its way",
               .begin = through_proxy({.commits = [] { return passage::lose_message; }}),
               .check = expect_all_counted_once},
              {.name = "database: crash at COMMIT",
               .begin = through_proxy({.commits =
                                           [] {
                                               server->restart(own_postgres::shutdown::immediate);
                                               return passage::pass;
                                           }}),
               .check = expect_all_counted_once}});
}

TEST_P(DatabaseFaults, Refusals) {
    const std::string slow_rows =
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NEW; END'";
    const std::string when = " BEFORE INSERT ON copilot_user_metrics_daily FOR EACH ROW WHEN (NEW.metrics_date = '" +
                             hit_day() + "') EXECUTE FUNCTION ";
    play_all({
        {.name = "database: statement timeout",
         .exit_code = 6,
         .missing = lost::some_days,
         .begin = having_run(
             {slow_rows, "CREATE TRIGGER slow" + when + "slow()", "ALTER DATABASE % SET statement_timeout = '400ms'"}),
         .mend =
             [](fault_test& test) {
                 test.database().administer("ALTER DATABASE % RESET statement_timeout");
                 test.database().execute("DROP TRIGGER slow ON copilot_user_metrics_daily");
             },
         .check =
             [](fault_test&, const outcome& result) {
                 EXPECT_NE(result.ended.err.find("statement_timeout of this role"), std::string::npos)
                     << result.ended.err;
             }},
        {.name = "database: read-only server",
         .exit_code = 6,
         .missing = lost::some_days,
         .begin = having_run({"ALTER DATABASE % SET default_transaction_read_only = on"}),
         .mend = [](fault_test& test) { test.database().administer("ALTER DATABASE % RESET ALL"); },
         .check =
             [](fault_test&, const outcome& result) {
                 EXPECT_NE(result.ended.err.find("connect to the primary"), std::string::npos) << result.ended.err;
             }},
        {.name = "database: a missing right",
         .exit_code = 6,
         .missing = lost::some_days,
         .begin =
             [](fault_test& test) {
                 having_run({"DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN",
                             "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO weak",
                             "REVOKE INSERT ON copilot_user_breakdown_daily FROM weak"})(test);
                 test.environment["DATABASE_URL"] += "&user=weak";
             },
         .mend =
             [](fault_test& test) {
                 test.database().execute("DROP OWNED BY weak");
                 test.database().execute("DROP ROLE weak");
             },
         .check =
             [](fault_test&, const outcome& result) {
                 EXPECT_NE(result.ended.err.find("copilot_user_breakdown_daily"), std::string::npos)
                     << result.ended.err;
                 EXPECT_NE(result.ended.err.find("grant the missing right"), std::string::npos) << result.ended.err;
             }},
    });
}

/// Somebody else's transaction and ours wait for one another, and the server ends ours.
TEST_P(DatabaseFaults, Deadlock) {
    std::unique_ptr<sinks::sql_session> other;
    std::thread other_waits;
    const auto run = [&](fault_test&, const arguments& options) {
        auto running = start_backfill(options);
        EXPECT_TRUE(wait_until([&] {
            return database().number(
                       "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = "
                       "'copilot_user_breakdown_daily'::regclass") > 0;
        }));
        other_waits = std::thread{[&] {
            other->execute("LOCK TABLE copilot_user_metrics_daily IN ACCESS EXCLUSIVE MODE");
            other->rollback();
        }};
        return finish_backfill(running);
    };
    run_with = run;
    play({.name = "database: deadlock",
          .options = {"--concurrency", "1"},
          .begin =
              [&](fault_test&) {
                  other = other_session();
                  other->execute("SET LOCAL deadlock_timeout = '1min'");  // so that it is ours that notices
                  other->execute("LOCK TABLE copilot_user_breakdown_daily IN SHARE ROW EXCLUSIVE MODE");
              },
          .mend = [&](fault_test&) { other_waits.join(); },
          .check =
              [](fault_test& test, const outcome& result) {
                  expect_tried_again(test, result);
                  EXPECT_NE(result.ended.err.find("deadlock"), std::string::npos) << result.ended.err;
                  EXPECT_EQ(test.database().number("SELECT deadlocks FROM pg_stat_database WHERE datname = "
                                                   "current_database()"),
                            1);
              }});
}

/// While the reports are on their way, every connection waits with a claim; then all are gone.
TEST_P(DatabaseFaults, LostIdleConnections) {
    run_with = [&](fault_test&, const arguments& options) {
        auto running = start_backfill(options);
        const std::string claims =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())";
        EXPECT_TRUE(wait_until([&] { return database().number(claims) == 3; }));
        database().query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "pid <> pg_backend_pid()");
        return finish_backfill(running);
    };
    play({.name = "database: idle connections lost during the download",
          .rules = {"on=blob times=3 hang=2"},
          .options = {"--concurrency", "3"},
          .check = expect_tried_again});
}

/// A table that is locked only delays.
TEST_P(DatabaseFaults, AnotherProgramsLock) {
    std::unique_ptr<sinks::sql_session> other;
    run_with = [&](fault_test&, const arguments& options) {
        auto running = start_backfill(options);
        std::this_thread::sleep_for(2s);
        other->rollback();
        return finish_backfill(running);
    };
    play({.name = "database: tables locked by another program for 2 s", .begin = [&](fault_test&) {
              other = other_session();
              other->execute("LOCK TABLE copilot_user_metrics_daily IN ACCESS EXCLUSIVE MODE");
          }});
}

TEST_P(DatabaseFaults, NobodyThere) {
    play_all({{.name = "database: not there at the start",
               .exit_code = 6,
               .missing = lost::some_days,
               .begin = [](fault_test& test) {
                   std::string& url = test.environment["DATABASE_URL"];
                   url.replace(url.find("port=5432"), 9, "port=5433");
               }}});
}

/// The whole ladder of reconnections, 31 s.
TEST_P(DatabaseFaults, SlowGoneForGood) {
    play_all({{.name = "database: gone during COPY, for good",
               .exit_code = 6,
               .missing = lost::some_days,
               .begin = through_proxy({.rows_come =
                                           [] {
                                               server->stop();
                                               return passage::pass;
                                           }}),
               .mend = [](fault_test&) { server->start(); }}});
}

INSTANTIATE_TEST_SUITE_P(On, DatabaseFaults, testing::Values(sinks::engine::postgresql), e2e::engine_name);

}  // namespace
