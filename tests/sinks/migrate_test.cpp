#include "sinks/migrate.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "schema/migrations.hpp"
#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

const auto now = std::chrono::system_clock::now();

class Migrate : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }
    bool has(const std::string& table) {
        transaction tx{*session, transaction::kind::read};
        return session->has_table(table);
    }
    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(Migrate);

TEST_P(Migrate, MakesEveryTableFromAnEmptyDatabase) {
    EXPECT_FALSE(schema_is_current(*session));
    const auto done = migrate(*session, now, "1.2.3");
    EXPECT_EQ(done.size(), schema::migrations().size());
    EXPECT_TRUE(schema_is_current(*session));
    for (const char* table : {"copilot_metrics_daily", "copilot_metrics_breakdown_daily", "copilot_user_metrics_daily",
                              "copilot_user_breakdown_daily", "sync_targets", "sync_status", "sync_runs",
                              "restatements", "rejected_records", "schema_drift", "schema_migrations"})
        EXPECT_TRUE(has(table)) << table;
}

TEST_P(Migrate, RecordsEachStepWithTimeAndProgram) {
    migrate(*session, now, "1.2.3");
    const auto rows =
        rows_of(*session, "SELECT version, name, program_version FROM schema_migrations ORDER BY version");
    ASSERT_EQ(rows.size(), schema::migrations().size());
    EXPECT_EQ(rows[0], "1|" + std::string(schema::migrations()[0].name) + "|1.2.3");
    for (const auto& step : migration_states(*session)) EXPECT_TRUE(step.applied_at) << step.name;
}

TEST_P(Migrate, ASecondTimeDoesNothing) {
    migrate(*session, now, "1.2.3");
    EXPECT_TRUE(migrate(*session, now, "9.9.9").empty());
    EXPECT_EQ(rows_of(*session, "SELECT DISTINCT program_version FROM schema_migrations"),
              std::vector<std::string>{"1.2.3"});
}

TEST_P(Migrate, ListsWhatIsPendingWithoutWriting) {
    const auto states = migration_states(*session);
    ASSERT_EQ(states.size(), schema::migrations().size());
    for (const auto& step : states) EXPECT_FALSE(step.applied_at);
    EXPECT_FALSE(has("schema_migrations"));
}

TEST_P(Migrate, ByManyThreadsAtOnceHappensOnce) {
    std::vector<std::thread> threads;
    std::vector<std::size_t> applied(6);
    std::vector<std::string> errors(applied.size());
    for (std::size_t i = 0; i < applied.size(); ++i)
        threads.emplace_back([&, i] {
            try {
                const auto own = scratch->connect();  // as another program would
                applied[i] = migrate(*own->open(), now, "thread").size();
            } catch (const std::exception& error) {
                errors[i] = error.what();
            }
        });
    for (auto& thread : threads) thread.join();
    std::size_t sum = 0;
    for (const std::size_t steps : applied) sum += steps;
    EXPECT_EQ(sum, schema::migrations().size());
    for (const auto& error : errors) EXPECT_EQ(error, "");
}

TEST_P(Migrate, ByTwoProcessesAtOnceHappensOnce) {
    const std::string url = scratch->url();
    std::vector<::pid_t> children;
    for (int i = 0; i < 2; ++i) {
        const ::pid_t child = ::fork();
        if (child == 0) {
            try {
                migrate(*make_database(config::secret{url})->open(), now, "child");
                ::_exit(0);
            } catch (const std::exception& error) {
                ::_exit(1);
            }
        }
        children.push_back(child);
    }
    for (const ::pid_t child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM schema_migrations"),
              std::vector<std::string>{std::to_string(schema::migrations().size())});
}

TEST_P(Migrate, RefusesADatabaseThatANewerProgramHasMigrated) {
    migrate(*session, now, "1.2.3");
    write(*session,
          "INSERT INTO schema_migrations (version, name, applied_at, program_version) VALUES "
          "(999, '0999_from_the_future', '2030-01-01T00:00:00Z', '9.9.9')");
    for (const bool only_looking : {false, true}) {
        try {
            only_looking ? (void)migration_states(*session) : (void)migrate(*session, now, "1.2.3");
            ADD_FAILURE() << "used a database of a newer version";
        } catch (const sink_error& error) {
            EXPECT_TRUE(error.configuration);
            EXPECT_NE(std::string(error.what()).find("999"), std::string::npos) << error.what();
        }
    }
    write(*session, "DELETE FROM schema_migrations WHERE version = 999");
    EXPECT_TRUE(schema_is_current(*session));
}

TEST_P(Migrate, LeavesNothingOfAStepThatFailed) {
    write(*session, "CREATE TABLE schema_drift (in_the_way bigint)");  // the last table of the first step
    EXPECT_THROW(migrate(*session, now, "1.2.3"), sink_error);
    for (const char* table : {"copilot_metrics_daily", "copilot_user_metrics_daily", "sync_status", "sync_runs"})
        EXPECT_FALSE(has(table)) << table;
    EXPECT_FALSE(schema_is_current(*session));
    write(*session, "DROP TABLE schema_drift");
    EXPECT_EQ(migrate(*session, now, "1.2.3").size(), schema::migrations().size());
}

TEST_P(Migrate, GivesBothEnginesTheSameColumns) {
    migrate(*session, now, "1.2.3");
    const std::string columns =
        postgres() ? "SELECT string_agg(column_name, ',' ORDER BY column_name COLLATE \"C\") FROM "
                     "information_schema.columns WHERE table_name = 'TABLE'"
                   : "SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info('TABLE') ORDER BY name)";
    const auto of = [&](const std::string& table) {
        std::string sql = columns;
        sql.replace(sql.find("TABLE"), 5, table);
        return rows_of(*session, sql).at(0);
    };
    EXPECT_EQ(of("sync_targets"), "created_at,dataset,scope,scope_identifier,since,source,until,updated_at");
    EXPECT_EQ(of("schema_drift"), "dataset,first_day,json_path,json_type,last_day,record_count,source");
    EXPECT_EQ(
        of("copilot_user_breakdown_daily"),
        "breakdown,code_acceptance_activity_count,code_generation_activity_count,extra,feature,ide,language,"
        "loc_added_sum,loc_deleted_sum,loc_suggested_to_add_sum,loc_suggested_to_delete_sum,metrics_date,model,scope,"
        "scope_identifier,source,user_initiated_interaction_count,user_key");
}

/// A role that may use the tables but create none.
class limited_role {
public:
    explicit limited_role(scratch_database& scratch) : scratch_{scratch}, name_{scratch.name() + "_limited"} {
        as_superuser(scratch.url(), "CREATE ROLE " + name_ + " LOGIN");
        as_superuser(scratch.url(), "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        as_superuser(scratch.url(), "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + name_);
    }
    ~limited_role() {
        as_superuser(scratch_.url(), "DROP OWNED BY " + name_);
        as_superuser(scratch_.url(), "DROP ROLE " + name_);
    }
    std::unique_ptr<sql_session> open() const {
        return make_database(config::secret{scratch_.url() + "&user=" + name_})->open();
    }

private:
    scratch_database& scratch_;
    std::string name_;
};

TEST_P(Migrate, NeedsNoRightToCreateWhenNothingIsPending) {
    if (!postgres()) return;
    migrate(*session, now, "1.2.3");
    const limited_role role{*scratch};
    EXPECT_TRUE(migrate(*role.open(), now, "1.2.3").empty());
}

TEST_P(Migrate, WithoutTheRightToCreateSaysWhatToGrant) {
    if (!postgres()) return;
    const limited_role role{*scratch};
    try {
        migrate(*role.open(), now, "1.2.3");
        FAIL() << "created tables without the right to";
    } catch (const sink_error& error) {
        EXPECT_FALSE(error.retryable);
        EXPECT_NE(std::string(error.what()).find("grant"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace sinks::testing
