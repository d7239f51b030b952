// Whatever a database is set to, our days and times mean the same. PostgreSQL only: SQLite has no such settings.

#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "sinks/status_store.hpp"
#include "sinks/user_loader.hpp"
#include "sinks/user_reader.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

class ForeignSettings : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(require_postgres());
        scratch = std::make_unique<scratch_database>(engine::postgresql);
        as_superuser(scratch->url(), "ALTER DATABASE " + scratch->name() + " SET " + GetParam());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        scratch.reset();
    }
    /// The first value, in UTC and ISO whatever the database is set to.
    std::string plainly(const std::string& expression, const std::string& table) {
        const auto values = as_superuser(scratch->url(),
                                         "SET client_encoding = 'UTF8'; SET TimeZone = 'UTC'; SET DateStyle "
                                         "= 'ISO, YMD'; SELECT " +
                                             expression + " FROM " + table);
        return values.empty() ? "no row" : values[0];
    }

    std::unique_ptr<scratch_database> scratch;
    std::unique_ptr<sql_session> session;
};
INSTANTIATE_TEST_SUITE_P(Each, ForeignSettings,
                         ::testing::Values("TimeZone = 'America/Los_Angeles'", "TimeZone = 'Pacific/Kiritimati'",
                                           "DateStyle = 'German, DMY'", "DateStyle = 'SQL, MDY'",
                                           "DateStyle = 'Postgres, DMY'", "bytea_output = 'escape'",
                                           "client_encoding = 'LATIN1'",
                                           "idle_in_transaction_session_timeout = '100ms'",
                                           "default_transaction_isolation = 'serializable'"));

TEST_P(ForeignSettings, ChangeNoStateAndNoTarget) {
    for (const bool claimed : {false, true}) {
        claimed ? (void)session->begin_claimed(1) : session->begin_write();
        session->enter_write();
        write_state(*session, on(first_day), full_state(), time_at(1));
        write_target(*session, users_of("octo-org"), first_day, first_day + 1, time_at(1));
        session->commit();
        transaction tx{*session, transaction::kind::read};
        EXPECT_EQ(read_state(*session, on(first_day)), full_state());
        const auto targets = read_targets(*session);
        ASSERT_EQ(targets.size(), 1u);
        EXPECT_EQ(targets[0].since, first_day);
        EXPECT_EQ(targets[0].until, first_day + 1);
        EXPECT_EQ(targets[0].open_days.begin()->first, first_day);
    }
    EXPECT_EQ(plainly("metrics_date::text", "sync_status"), "2026-03-07");
    EXPECT_EQ(plainly("last_attempt_at::text", "sync_status"), "2026-03-07 00:00:00.000001+00");
    EXPECT_EQ(plainly("completed_at::text", "sync_status"), "2026-03-08 10:00:00.12+00");
}

TEST_P(ForeignSettings, ChangeNoFinalRange) {
    transaction tx{*session, transaction::kind::write};
    write_target(*session, users_of("octo-org"), first_day, std::nullopt, time_at(1));
    for (int i = 0; i < 3; ++i) write_state(*session, on(first_day + i), final_state(), time_at(1));
    const auto targets = read_targets(*session);
    EXPECT_EQ(targets.at(0).final_days, (std::vector{schema::day_range{first_day, first_day + 2}}));
}

TEST_P(ForeignSettings, ChangeNoRowOfADay) {
    schema::user_row row;
    row.user_key = "1";
    row.user_login = "Zoë 🦀";
    transaction tx{*session, transaction::kind::write};
    user_loader loader{*session, on(first_day)};
    loader.write(row);
    loader.finish();
    std::string login;
    for_each_user(*session, on(first_day), [&](const schema::user_row& read) { login = read.user_login.value_or(""); });
    tx.commit();
    EXPECT_EQ(login, "Zoë 🦀");
    EXPECT_EQ(plainly("metrics_date::text", "copilot_user_metrics_daily"), "2026-03-07");
    EXPECT_EQ(plainly("char_length(user_login)", "copilot_user_metrics_daily"), "5");
}

}  // namespace
}  // namespace sinks::testing
