// 500 identities and four weeks under the vendor's limit of calls: an hour on a clock that is turned by hand.

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "pipelines/preparation.hpp"
#include "pipelines/source_claims.hpp"
#include "pipelines/worker.hpp"
#include "sinks/migrate.hpp"
#include "tests/connectors/hand_clock.hpp"
#include "tests/simulator/api.hpp"
#include "tests/simulator/server.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temp_directory.hpp"

namespace {

using namespace std::chrono_literals;

const schema::day today{2026, 11, 21};

class AugmentClock : public testing::TestWithParam<sinks::engine> {
protected:
    AugmentClock()
        : database{GetParam(), directory.path().string()},
          vendor{made_vendor(directory.path())},
          log{directory / "requests.ndjson"},
          server{0, [this](const simulator::http_request& request) { return simulator::answer_api(vendor, request); },
                 log} {
        vendor.augment_calls.set_clock(
            [this] { return std::chrono::duration<double>{clock.now().time_since_epoch()}; });
        config::source_settings source;
        source.name = "augment";
        source.type = config::source_type::augment;
        source.api_url = "http://127.0.0.1:" + std::to_string(server.port());
        source.token = config::secret{"token"};
        source.scopes = {{schema::scope_kind::organization, "acme"}};
        source.datasets = {schema::dataset::totals, schema::dataset::users};
        settings.sources = {source};
        settings.sync.spool_dir = directory.path().string();
        settings.database_url = config::secret{database.url()};
    }

    static simulator::settings made_vendor(const std::filesystem::path& directory) {
        test_support::write_file(directory / "rules.txt", "users=500\n");
        simulator::settings options;
        options.organizations = {"octo-org"};
        options.fixed_today = today.sys_days();
        options.script_path = (directory / "rules.txt").string();
        return options;
    }

    /// What `sync` does between its first look at the database and the exit code.
    sinks::run_counts sync(int workers) {
        const auto connected = sinks::make_database(settings.database_url);
        const auto session = connected->open();
        const auto now = std::chrono::system_clock::now();
        sinks::migrate(*session, now, "test");
        pipelines::selection selection{{}, today, std::nullopt, false};
        auto prepared = pipelines::prepare(session.get(), settings, selection, now);
        {
            sinks::transaction tx{*session, sinks::transaction::kind::write};
            pipelines::apply(*session, prepared, "run", today, now);
            tx.commit();
        }
        const pipelines::source_factory sources{settings, clock};
        sources.expect(prepared.plan.due);
        pipelines::source_claims claims{*connected, sources};
        pipelines::run_state state{prepared.plan.due.size()};
        pipelines::work_queue queue{std::move(prepared.plan.due), sources.paced()};
        pipelines::stop_control stop{std::nullopt};
        pipelines::progress display;
        spdlog::logger quiet{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
        pipelines::story_options options{.run_id = "run",
                                         .today = today,
                                         .settle_days = 4,
                                         .max_bad_records = 0.01,
                                         .accept_shrink = false,
                                         .spool_dir = settings.sync.spool_dir,
                                         .clock = [] { return std::chrono::system_clock::now(); }};
        pipelines::run_workers({*connected, sources, claims, options, queue, state, stop, quiet, display}, workers);
        claims.release();
        return state.counts();
    }

    test_support::temp_directory directory;
    test_support::scratch_database database;
    hand_clock clock{today.sys_days()};
    simulator::world vendor;
    simulator::request_log log;
    simulator::http_server server;
    config::settings settings;
};

TEST_P(AugmentClock, FiveHundredIdentitiesAndFourWeeksTakeAnHourOfTheVendorsLimit) {
    const sinks::run_counts counts = sync(4);
    EXPECT_EQ(counts.slices.completed, 56);
    EXPECT_EQ(counts.slices.failed, 0);
    EXPECT_EQ(vendor.augment_calls.refused(), 0u) << "a vendor that reckons by the same clock never had to refuse";
    // 5 pages of identities and 15 of their 1,499 rows by editor and language a day, and two for the totals
    EXPECT_EQ(counts.requests, 28 * 20 + 2);
    EXPECT_EQ(counts.retries, 0);
    EXPECT_EQ(clock.slept(), (562 - 20) * 6s) << "all but the burst waits for its turn: 54 minutes";
    EXPECT_EQ(database.number("SELECT count(*) FROM copilot_user_metrics_daily"), 28 * 500);
    EXPECT_EQ(database.number("SELECT count(*) FROM copilot_user_breakdown_daily WHERE breakdown = 'language_ide'"),
              28 * 1499);
    EXPECT_EQ(database.number("SELECT count(*) FROM sync_status WHERE CAST(is_final AS boolean)"), 48);
    EXPECT_EQ(database.number("SELECT sum(loc_added_sum) FROM copilot_user_metrics_daily"),
              database.number("SELECT sum(loc_added_sum) FROM copilot_metrics_daily"));
}

INSTANTIATE_TEST_SUITE_P(On, AugmentClock, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         [](const auto& made) {
                             return made.param == sinks::engine::postgresql ? "Postgres" : "Sqlite";
                         });

}  // namespace
