#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t key = 4711;

class Claims : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        write(*session, "CREATE TABLE t (id bigint PRIMARY KEY)");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }
    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(Claims);

TEST_P(Claims, CarryAReadAndThenAWriteThatIsCommitted) {
    ASSERT_TRUE(session->begin_claimed(key));
    EXPECT_EQ(session->query("SELECT count(*) FROM t").at(0).at(0), "0");
    session->enter_write();
    session->enter_write();  // does nothing in a transaction that writes
    session->execute("INSERT INTO t VALUES (1)");
    session->commit();
    EXPECT_EQ(rows_of(*scratch->open(), "SELECT id FROM t"), std::vector<std::string>{"1"});
}

TEST_P(Claims, AreRolledBackWithWhatWasWritten) {
    ASSERT_TRUE(session->begin_claimed(key));
    session->enter_write();
    session->execute("INSERT INTO t VALUES (1)");
    session->rollback();
    EXPECT_TRUE(rows_of(*scratch->open(), "SELECT id FROM t").empty());
    EXPECT_TRUE(session->begin_claimed(key));
}

TEST_P(Claims, DoNotKeepOtherWritersWaiting) {
    ASSERT_TRUE(session->begin_claimed(key));
    write(*scratch->open(), "INSERT INTO t VALUES (1)");
    session->enter_write();
    EXPECT_EQ(session->query("SELECT count(*) FROM t").at(0).at(0), "1") << "what others settled meanwhile is seen";
    session->commit();
}

TEST_P(Claims, MayBeCommittedWithoutAnyWrite) {
    ASSERT_TRUE(session->begin_claimed(key));
    session->commit();
    EXPECT_TRUE(session->begin_claimed(key));
    session->rollback();
}

// ---- between programs: PostgreSQL only, SQLite has one run per file

class PostgresClaims : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(require_postgres());
        scratch = std::make_unique<scratch_database>(engine::postgresql);
        session = scratch->open();
        write(*session, "CREATE TABLE t (id bigint PRIMARY KEY)");
    }
    void TearDown() override {
        session.reset();
        scratch.reset();
    }

    /// Whether a new session gets the claim within `patience`.
    bool free_within(std::chrono::milliseconds patience) {
        const auto other = scratch->open();
        const auto end = std::chrono::steady_clock::now() + patience;
        do {
            if (other->begin_claimed(key)) return true;
            std::this_thread::sleep_for(10ms);
        } while (std::chrono::steady_clock::now() < end);
        return false;
    }

    std::unique_ptr<scratch_database> scratch;
    std::unique_ptr<sql_session> session;
};

TEST_F(PostgresClaims, AreHeldByOneSessionAtATime) {
    const auto other = scratch->open();
    ASSERT_TRUE(session->begin_claimed(key));
    EXPECT_FALSE(other->begin_claimed(key));
    EXPECT_TRUE(other->begin_claimed(key + 1)) << "another slice is free";
    session->enter_write();
    EXPECT_FALSE(free_within(0ms));
    session->commit();
    EXPECT_TRUE(other->begin_claimed(key));
}

TEST_F(PostgresClaims, OfBothSignsAndOfTheWholeRangeWork) {
    for (const std::int64_t any : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
        EXPECT_TRUE(session->begin_claimed(any));
        EXPECT_FALSE(scratch->open()->begin_claimed(any));
    }
}

TEST_F(PostgresClaims, RefusedLeaveNoTransactionBehind) {
    const auto other = scratch->open();
    ASSERT_TRUE(session->begin_claimed(key));
    ASSERT_FALSE(other->begin_claimed(key));
    const auto open = as_superuser(scratch->url(),
                                   "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                   "current_database() AND state LIKE 'idle in transaction%'");
    EXPECT_EQ(open, std::vector<std::string>{"1"});
}

TEST_F(PostgresClaims, AreFreeWhenTheHolderRollsBackOrCloses) {
    ASSERT_TRUE(session->begin_claimed(key));
    session->rollback();
    EXPECT_TRUE(free_within(0ms));
    ASSERT_TRUE(session->begin_claimed(key));
    session.reset();
    EXPECT_TRUE(free_within(2s));
}

TEST_F(PostgresClaims, AreFreeAtOnceWhenTheirProcessIsKilled) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const std::string url = scratch->url();
    const ::pid_t child = ::fork();
    if (child == 0) {
        const auto own = make_database(config::secret{url})->open();
        const bool held = own->begin_claimed(key);
        own->enter_write();
        own->execute("INSERT INTO t VALUES (1)");
        const char answer = held ? 'y' : 'n';
        if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    ::close(ready[1]);
    char answer = '?';
    EXPECT_EQ(::read(ready[0], &answer, 1), 1);
    ::close(ready[0]);
    EXPECT_EQ(answer, 'y');
    EXPECT_FALSE(free_within(50ms));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(free_within(5s));
    EXPECT_TRUE(rows_of(*session, "SELECT id FROM t").empty()) << "what it had written is gone with it";
}

TEST_F(PostgresClaims, HoldBackNoVacuumWhileADownloadRuns) {
    write(*session, "INSERT INTO t SELECT generate_series(1, 10000); CREATE TABLE status AS SELECT 1 AS day");
    ASSERT_TRUE(session->begin_claimed(key));
    (void)session->query("SELECT day FROM status WHERE day = $1", std::vector<sql_value>{std::int64_t{1}});
    const auto held =
        as_superuser(scratch->url(),
                     "SELECT coalesce(backend_xid::text, 'none') || ' ' || coalesce(backend_xmin::text, "
                     "'none') || ' ' || state FROM pg_stat_activity WHERE datname = current_database() AND "
                     "pid <> pg_backend_pid()");
    EXPECT_EQ(held, std::vector<std::string>{"none none idle in transaction"});

    as_superuser(scratch->url(), "DELETE FROM t");
    as_superuser(scratch->url(), "VACUUM t");
    EXPECT_EQ(as_superuser(scratch->url(), "SELECT pg_relation_size('t')"), std::vector<std::string>{"0"});
    session->enter_write();
    EXPECT_EQ(session->execute("INSERT INTO t VALUES (1)"), 1u);
    session->commit();
}

TEST_F(PostgresClaims, KeepNoStateInTheSession) {
    ASSERT_TRUE(session->begin_claimed(key));
    session->commit();
    const auto locks = as_superuser(scratch->url(),
                                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
                                    "database = (SELECT oid FROM pg_database WHERE datname = "
                                    "current_database())");
    EXPECT_EQ(locks, std::vector<std::string>{"0"});
}

}  // namespace
}  // namespace sinks::testing
