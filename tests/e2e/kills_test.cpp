// Kills at random instants (twenty, or SYNC_KILLS), then one run: the tables are those of a run that nobody disturbed.

#include <signal.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <thread>

#include "tests/e2e/sync_fixture.hpp"
#include "tests/support/fault_table.hpp"

namespace {

using namespace e2e;
using std::chrono::microseconds;

int kills_wanted() {
    const char* text = std::getenv("SYNC_KILLS");
    return text == nullptr ? 20 : std::atoi(text);
}

class Kills : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_CONCURRENCY"] = "3";
        datasets = {};
    }

    /// Two months or more, of which some days are loaded already and come back restated; some days have oddities. The
    /// more kills, the more days, so that the last ones still meet a run at work.
    void prepare_load() {
        set_today("2026-09-26");
        start_simulator({.users = 30});
        environment["SYNC_BACKFILL_DAYS"] = "8";
        ASSERT_EQ(sync().code(), 0);
        environment["SYNC_BACKFILL_DAYS"] = std::to_string(std::clamp(2 * kills_wanted(), 60, 340));
        set_today("2026-11-21");
        start_simulator({.users = 30});
        set_script({"latency_ms=4", "report=users-1-day day=2026-09-22..2026-09-25 revision=2",
                    "report=users-1-day day=2026-10-01..2026-10-05 users=25 bad_lines=1",
                    "report=users-1-day day=2026-10-10..2026-10-12 users=120 conflicting_users=2 shards=2",
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

    /// Kills runs until `kills_wanted()` of them were hit at work. The instants come earlier when the runs get on
    /// faster than the kills, and after a run that ended by itself; later when they hardly get on: so the last kills,
    /// too, meet days that were never loaded.
    int kill_repeatedly(std::int64_t days, std::mt19937_64& random) {
        int hits = 0;
        double longest = 400'000;  // microseconds
        for (int runs = 0; hits < kills_wanted() && runs < 5 * kills_wanted(); ++runs) {
            auto running = start({"sync", "--as-of", "2026-11-21"});
            std::this_thread::sleep_for(microseconds{random() % static_cast<std::uint64_t>(longest)});
            running.send(SIGKILL);
            const bool hit = finish(running).ended.signal == SIGKILL;
            hits += hit ? 1 : 0;
            const bool ahead = days_with_status("completed") * kills_wanted() > days * hits;
            longest = std::clamp(longest * (ahead || !hit ? 0.8 : 1.2), 5'000.0, 3'000'000.0);
            if (hits == kills_wanted() / 2) loaded_half_way_ = days_with_status("completed");
        }
        return hits;
    }
    std::int64_t loaded_half_way_ = 0;
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
    const std::int64_t days = kept->number("SELECT count(*) FROM sync_status WHERE status = 'completed'");
    const int hits = kill_repeatedly(days, random);
    EXPECT_EQ(hits, kills_wanted());
    std::cout << hits << " kills; of " << days << " days " << loaded_half_way_ << " were loaded half way, "
              << days_with_status("completed") << " after the last; a whole run takes " << whole.count() / 1000 << " ms"
              << std::endl;

    const outcome last = sync();
    EXPECT_EQ(last.code(), 0) << last.ended.err;
    const std::string wrong = difference(expected, tables_without_restated_status());
    EXPECT_EQ(wrong, "") << "seed " << seed;
    EXPECT_EQ(sync().count("rows_written"), 0);
    const std::string wrong_settled = difference(expected_settled, dump_tables(database()));
    EXPECT_EQ(wrong_settled, "") << "seed " << seed;
    test_support::write_result({std::to_string(hits) + " kills in a row", GetParam(), "one run finished the rest",
                                last.code(), wrong.empty() && wrong_settled.empty()});
}

ON_BOTH_ENGINES(Kills);

}  // namespace
