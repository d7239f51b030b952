// Two runs at once on one database: in PostgreSQL they share the work, in SQLite the second waits for the first.

#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class TwoRuns : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_CONCURRENCY"] = "2";
        start_simulator();
        set_script({"latency_ms=60"});
        ASSERT_EQ(run({"migrate"}).code(), 0);
    }

    /// Settled days only: once loaded, nobody asks for them again.
    test_support::process begin(const std::string& summary) {
        return start({"backfill", "--as-of", day(0), "--from", day(34), "--to", day(5), "--summary",
                      (directory / summary).string()});
    }
    outcome end(test_support::process& running, const std::string& summary) {
        outcome result = finish(running);
        result.summary = parse_json(test_support::read_file(directory / summary));
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(result.slices("completed") + result.slices("elsewhere"), result.slices("planned"));
        return result;
    }
    /// Whether that process holds the lock of the SQLite file.
    bool has_lock(pid_t id) {
        const std::string file = database().url().substr(7) + ".lock";
        struct stat info {};
        if (::stat(file.c_str(), &info) != 0) return false;
        const std::string owner = " WRITE " + std::to_string(id) + " ", inode = ":" + std::to_string(info.st_ino) + " ";
        std::istringstream locks{test_support::read_file("/proc/locks")};
        for (std::string line; std::getline(locks, line);)
            if (line.find(owner) != line.npos && line.find(inode) != line.npos && line.find("->") == line.npos)
                return true;
        return false;
    }
    /// How often each day's envelope was fetched.
    std::map<std::string, int> fetched() {
        std::map<std::string, int> days;
        for (const auto& call : simulator().envelopes()) ++days[call.day];
        return days;
    }
};

TEST_P(TwoRuns, ShareTheWork) {
    auto first = begin("first.json");
    auto second = begin("second.json");
    const outcome a = end(first, "first.json"), b = end(second, "second.json");
    EXPECT_EQ(a.slices("completed") + b.slices("completed"), 30);
    EXPECT_EQ(days_with_status("completed"), 30);
    const auto days = fetched();
    EXPECT_EQ(days.size(), 30u);
    for (const auto& [date, times] : days) EXPECT_EQ(times, 1) << date;
    if (on_postgres()) {
        EXPECT_GT(a.slices("completed"), 5) << "neither does it all";
        EXPECT_GT(b.slices("completed"), 5);
    } else {
        EXPECT_EQ(std::max(a.slices("planned"), b.slices("planned")), 30);
        EXPECT_EQ(std::min(a.slices("planned"), b.slices("planned")), 0) << "the second found nothing to do";
    }
    EXPECT_EQ(rows("sync_runs"), 2);
}

TEST_P(TwoRuns, OneFinishesWhatTheOtherDiedOver) {
    auto first = begin("first.json");
    auto second = begin("second.json");
    ASSERT_TRUE(wait_until([&] { return fetched().size() >= 12; }));
    // In SQLite the one that works is the one to kill, and the first to begin a run is the one that works.
    const bool first_works = on_postgres() || has_lock(first.id());
    auto& victim = first_works ? first : second;
    auto& survivor = first_works ? second : first;
    victim.send(SIGKILL);
    EXPECT_EQ(finish(victim).ended.signal, SIGKILL);
    const outcome left = end(survivor, first_works ? "second.json" : "first.json");
    EXPECT_EQ(days_with_status("completed"), 30);
    EXPECT_GT(left.slices("completed"), 10);
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE NOT CAST(is_final AS boolean)"), 0);

    const auto disturbed = dump_tables(database());
    const auto kept = use_new_database();
    auto alone = begin("alone.json");
    end(alone, "alone.json");
    EXPECT_EQ(difference(dump_tables(database()), disturbed), "");
}

TEST_P(TwoRuns, SeeTheReadersInBetween) {
    auto first = begin("first.json");
    ASSERT_TRUE(wait_until([&] { return fetched().size() >= 6; }));
    const outcome status = run({"status", "--as-of", day(0)});
    EXPECT_EQ(status.code(), 0) << status.ended.err;
    EXPECT_EQ(run({"export", "--format", "ndjson", "--from", day(9), "--to", day(5)}).code(), 0);
    end(first, "first.json");
}

ON_BOTH_ENGINES(TwoRuns);

}  // namespace
