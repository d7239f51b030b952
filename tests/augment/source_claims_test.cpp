// One process at a time asks a source with a limit of calls, and leaves word of what it used up.
#include "pipelines/source_claims.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "sinks/migrate.hpp"
#include "sinks/vendor_limits.hpp"
#include "tests/connectors/hand_clock.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temp_directory.hpp"

namespace {

using namespace std::chrono_literals;
using pipelines::source_claims;
using pipelines::source_factory;

const connectors::call_time t0 = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};

/// A process: its own connections, its own pace.
struct process {
    process(const test_support::scratch_database& scratch, const config::settings& settings)
        : database{sinks::make_database(config::secret{scratch.url()})},
          sources{settings, clock},
          claims{*database, sources, [this](const std::string& source) { told.push_back(source); }} {}
    connectors::pacer& pace() { return *sources.pace_of("augment"); }
    void call(int times) {
        for (int i = 0; i < times; ++i) {
            pace().wait({});
            pace().called();
        }
    }

    hand_clock clock{t0};
    std::unique_ptr<sinks::database> database;
    std::vector<std::string> told;
    source_factory sources;
    source_claims claims;
};

class SourceClaims : public testing::TestWithParam<sinks::engine> {
protected:
    SourceClaims() : scratch{GetParam(), directory.path().string()} {
        settings.sources.resize(2);
        settings.sources[1].name = "augment";
        settings.sources[1].type = config::source_type::augment;
        settings.sources[1].api_url = "http://127.0.0.1:1";
        const auto database = sinks::make_database(config::secret{scratch.url()});
        sinks::migrate(*database->open(), t0, "test");
    }
    bool on_postgres() const { return GetParam() == sinks::engine::postgresql; }
    bool in_use() { return scratch.number("SELECT count(*) FROM vendor_limits WHERE CAST(in_use AS boolean)") == 1; }

    test_support::temp_directory directory;
    test_support::scratch_database scratch;
    config::settings settings;
};

TEST_P(SourceClaims, SourcesWithoutALimitNeedNone) {
    process one{scratch, settings};
    EXPECT_TRUE(one.claims.hold("github"));
    EXPECT_EQ(scratch.number("SELECT count(*) FROM vendor_limits"), 0);
}

TEST_P(SourceClaims, TheLimitGoesFromOneProcessToTheNext) {
    {
        process one{scratch, settings};
        ASSERT_TRUE(one.claims.hold("augment"));
        EXPECT_TRUE(one.claims.hold("augment")) << "again and again, by any worker";
        EXPECT_TRUE(in_use());
        one.call(20);
        EXPECT_EQ(one.clock.slept(), 0ms);
        one.claims.release();
        EXPECT_FALSE(in_use());
    }
    process two{scratch, settings};
    ASSERT_TRUE(two.claims.hold("augment"));
    two.call(1);
    EXPECT_EQ(two.clock.slept(), 6s) << "the burst was used up";
}

TEST_P(SourceClaims, AfterAProcessThatDiedNothingIsTakenForFree) {
    {
        process one{scratch, settings};
        ASSERT_TRUE(one.claims.hold("augment"));
    }
    // as a process leaves it that has no time to give anything back
    scratch.execute("UPDATE vendor_limits SET full_at = '2000-01-01T00:00:00.000000Z', in_use = " +
                    std::string(on_postgres() ? "true" : "1"));
    process two{scratch, settings};
    ASSERT_TRUE(two.claims.hold("augment"));
    two.call(2);
    EXPECT_EQ(two.clock.slept(), 12s) << "as if the burst had just been used";
    two.claims.release();
    EXPECT_FALSE(in_use());
}

TEST_P(SourceClaims, TwoProcessesNeverHoldOneSource) {
    if (!on_postgres()) GTEST_SKIP() << "SQLite has one run per file";
    process one{scratch, settings}, two{scratch, settings};
    ASSERT_TRUE(one.claims.hold("augment"));
    EXPECT_FALSE(two.claims.hold("augment"));
    EXPECT_EQ(two.told, std::vector<std::string>{"augment"});
    one.claims.release();
    EXPECT_FALSE(two.claims.hold("augment")) << "not asked again at once";
    std::this_thread::sleep_for(600ms);
    EXPECT_TRUE(two.claims.hold("augment"));
    std::this_thread::sleep_for(600ms);
    EXPECT_FALSE(one.claims.hold("augment"));
}

TEST_P(SourceClaims, ASessionThatBreaksLosesItsClaimAndIsReplaced) {
    if (!on_postgres()) GTEST_SKIP() << "no connection to break";
    process one{scratch, settings};
    ASSERT_TRUE(one.claims.hold("augment"));
    scratch.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())");
    std::this_thread::sleep_for(600ms);
    EXPECT_TRUE(one.claims.hold("augment"));
    one.call(1);
    EXPECT_EQ(one.clock.slept(), 6s) << "the mark of the claim that was lost";
}

INSTANTIATE_TEST_SUITE_P(On, SourceClaims, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         [](const auto& made) {
                             return made.param == sinks::engine::postgresql ? "Postgres" : "Sqlite";
                         });

}  // namespace
