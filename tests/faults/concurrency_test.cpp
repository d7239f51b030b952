// Eight processes share one PostgreSQL, directly and through PgBouncer in transaction mode; one is killed half way.

#include <signal.h>

#include <iostream>

#include "tests/e2e/sync_fixture.hpp"
#include "tests/faults/pgbouncer.hpp"
#include "tests/support/fault_table.hpp"

namespace {

using namespace e2e;

constexpr int processes = 8;
constexpr int scopes = 20;
constexpr int days = 28;
constexpr int slices = scopes * days;

class Concurrency : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_CONCURRENCY"] = "3";
        std::string list;
        arguments known;
        for (int i = 1; i <= scopes; ++i) {
            const std::string name = "org-" + std::to_string(i);
            known = with(known, {"--org", name});
            list += (list.empty() ? "" : ",") + name;
        }
        environment["GITHUB_ORG"] = list;
        start_simulator({.users = 4, .more = known});
        set_script({"latency_ms=20"});
    }

    /// Settled days only: once loaded, nobody asks for them again.
    test_support::process begin(const std::string& summary) {
        return start({"backfill", "--as-of", day(0), "--from", day(days + 4), "--to", day(5), "--summary",
                      (directory / summary).string()});
    }
    outcome end(test_support::process& running, const std::string& summary) {
        outcome result = finish(running, std::chrono::seconds{240});
        result.summary = parse_json(test_support::read_file(directory / summary));
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(result.slices("completed") + result.slices("elsewhere"), result.slices("planned"))
            << "a run ends when its range is done, by whomever";
        return result;
    }
    /// How often each slice's envelope was asked for.
    std::map<std::string, int> fetched() {
        std::map<std::string, int> found;
        for (const auto& call : simulator().envelopes()) ++found[call.scope + " " + call.day];
        return found;
    }

    void share_the_work(const std::string& name) {
        EXPECT_EQ(run({"migrate"}).code(), 0);
        std::vector<test_support::process> running;
        for (int i = 0; i < processes; ++i) running.push_back(begin("run" + std::to_string(i) + ".json"));
        ASSERT_TRUE(wait_until([&] { return fetched().size() >= slices / 2; }));
        running.front().send(SIGKILL);
        EXPECT_EQ(finish(running.front()).ended.signal, SIGKILL);
        long long completed = 0;
        int busy = 0;
        for (int i = 1; i < processes; ++i) {
            const auto result = end(running[static_cast<std::size_t>(i)], "run" + std::to_string(i) + ".json");
            completed += result.slices("completed");
            busy += result.slices("completed") > 0 ? 1 : 0;
        }
        const auto by_killed = database().number(
            "SELECT count(*) FROM sync_status WHERE status = 'completed' AND run_id IN (SELECT run_id FROM sync_runs "
            "WHERE "
            "finished_at IS NULL)");
        EXPECT_EQ(completed + by_killed, slices) << "each slice was completed once, by one of them";
        EXPECT_GT(by_killed, 0);
        EXPECT_EQ(busy, processes - 1) << "all had a share";
        EXPECT_EQ(days_with_status("completed"), slices);
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE NOT is_final"), 0);
        EXPECT_EQ(rows("sync_runs"), processes);
        EXPECT_EQ(database().number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"), 0);
        int twice = 0;
        for (const auto& [slice, times] : fetched()) {
            twice += times - 1;
            EXPECT_LE(times, 2) << slice;
        }
        EXPECT_LE(twice, 3) << "only what the killed one was at";
        compare_with_one_run(name, completed, by_killed);
    }

    void compare_with_one_run(const std::string& name, long long completed, std::int64_t by_killed) {
        const auto shared = dump_tables(database());
        environment.erase("DATABASE_URL");
        const auto kept = use_new_database();
        set_script({});
        auto alone = begin("alone.json");
        end(alone, "alone.json");
        const std::string wrong = difference(dump_tables(database()), shared);
        EXPECT_EQ(wrong, "");
        test_support::write_result({name, GetParam(),
                                    std::to_string(by_killed) + " slices by the killed one, " +
                                        std::to_string(completed) + " by the other seven, each once",
                                    0, wrong.empty() && completed + by_killed == slices});
    }
};

TEST_P(Concurrency, EightProcessesOneKilled) { share_the_work("concurrency: 8 processes, one killed"); }

TEST_P(Concurrency, EightProcessesThroughPgbouncerOneKilled) {
    const faults::pgbouncer pooler{directory / "pooler"};
    environment["DATABASE_URL"] = pooler.url_through(database().url());
    share_the_work("concurrency: the same through PgBouncer");
}

INSTANTIATE_TEST_SUITE_P(On, Concurrency, testing::Values(sinks::engine::postgresql), engine_name);

}  // namespace
