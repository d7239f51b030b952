// Twenty kills at random instants, then one run: the tables are those of a run that nobody disturbed.

#include <signal.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <thread>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;
using std::chrono::microseconds;

constexpr int kills = 20;

class Kills : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_BACKFILL_DAYS"] = "60";
        environment["SYNC_CONCURRENCY"] = "3";
    }

    /// Two months, of which the oldest days are loaded already and come back restated; some days have oddities.
    void prepare_load() {
        set_today("2026-09-26");
        start_simulator({.users = 30});
        environment["SYNC_BACKFILL_DAYS"] = "8";
        ASSERT_EQ(sync().code(), 0);
        environment["SYNC_BACKFILL_DAYS"] = "60";
        set_today("2026-11-21");
        start_simulator({.users = 30});
        set_script({"latency_ms=4", "day=2026-09-22..2026-09-25 revision=2",
                    "day=2026-10-01..2026-10-05 users=25 bad_lines=1",
                    "day=2026-10-10..2026-10-12 users=120 conflicting_users=2 shards=2",
                    "day=2026-10-20 unknown_field=1", "day=2026-11-02..2026-11-03 published=no"});
    }

    microseconds undisturbed() {
        const outcome result = sync();
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(result.count("restatements"), 4);
        return result.ended.took;
    }

    /// All tables, but not whether the restated days are final: that depends on how often they were read since.
    test_support::table_dump tables_without_restated_status() {
        auto tables = dump_tables(database());
        std::erase_if(tables["sync_status"], [](const std::string& row) {
            return row.find("metrics_date=2026-09-2") != row.npos && row.find("metrics_date=2026-09-21") == row.npos;
        });
        return tables;
    }

    /// Kills runs until `kills` of them were hit at work; one that ended by itself makes the next instants earlier.
    int kill_repeatedly(microseconds whole, std::mt19937_64& random) {
        int hits = 0;
        auto longest = static_cast<std::uint64_t>(whole.count() / 4);
        for (int runs = 0; hits < kills && runs < 5 * kills; ++runs) {
            auto running = start({"sync", "--as-of", "2026-11-21"});
            std::this_thread::sleep_for(microseconds{random() % longest});
            running.send(SIGKILL);
            const bool hit = finish(running).ended.signal == SIGKILL;
            if (hit)
                ++hits;
            else
                longest = std::max<std::uint64_t>(longest * 3 / 4, 5000);
        }
        return hits;
    }
};

TEST_P(Kills, AtRandomInstantsLeaveNoTrace) {
    const std::uint64_t seed = std::random_device{}();
    std::cout << "seed " << seed << std::endl;
    std::mt19937_64 random{seed};

    prepare_load();
    const microseconds whole = undisturbed();
    const auto expected = tables_without_restated_status();
    EXPECT_EQ(sync().count("rows_written"), 0);
    const auto expected_settled = dump_tables(database());

    const auto kept = use_new_database();
    prepare_load();
    const int hits = kill_repeatedly(whole, random);
    EXPECT_EQ(hits, kills) << "an undisturbed run took " << whole.count() / 1000 << " ms";

    const outcome last = sync();
    EXPECT_EQ(last.code(), 0) << last.ended.err;
    EXPECT_EQ(difference(expected, tables_without_restated_status()), "") << "seed " << seed;
    EXPECT_EQ(sync().count("rows_written"), 0);
    EXPECT_EQ(difference(expected_settled, dump_tables(database())), "") << "seed " << seed;
}

ON_BOTH_ENGINES(Kills);

}  // namespace
