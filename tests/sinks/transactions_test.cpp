#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

using namespace std::chrono_literals;

class Transactions : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        write(*session, "CREATE TABLE t (id bigint PRIMARY KEY, n bigint); INSERT INTO t VALUES (1, 0)");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    /// `1:0 2:5`: what another session sees.
    std::string seen() { return seen_by(*scratch->open()); }
    static std::string seen_by(sql_session& by) {
        std::string text;
        for (const auto& row : rows_of(by, "SELECT id, n FROM t ORDER BY id")) text += (text.empty() ? "" : " ") + row;
        return text;
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(Transactions);

TEST_P(Transactions, ShowOthersNothingBeforeTheyCommit) {
    transaction tx{*session, transaction::kind::write};
    session->execute("INSERT INTO t VALUES (2, 5)");
    EXPECT_EQ(seen(), "1|0");
    tx.commit();
    EXPECT_EQ(seen(), "1|0 2|5");
}

TEST_P(Transactions, AreRolledBackWhenLeftByAnException) {
    EXPECT_THROW(
        {
            transaction tx(*session, transaction::kind::write);
            session->execute("INSERT INTO t VALUES (2, 5)");
            throw std::runtime_error("half way");
        },
        std::runtime_error);
    EXPECT_EQ(seen(), "1|0");
    write(*session, "INSERT INTO t VALUES (3, 3)");
    EXPECT_EQ(seen(), "1|0 3|3");
}

TEST_P(Transactions, AreRolledBackWithTheSession) {
    session->begin_write();
    session->execute("INSERT INTO t VALUES (2, 5)");
    session.reset();
    EXPECT_EQ(seen(), "1|0");
}

TEST_P(Transactions, OfASessionThatBeginsAnewAreRolledBack) {
    session->begin_write();
    session->execute("INSERT INTO t VALUES (2, 5)");
    session->begin_write();
    session->execute("INSERT INTO t VALUES (3, 3)");
    session->commit();
    EXPECT_EQ(seen(), "1|0 3|3");
}

TEST_P(Transactions, MayBeRolledBackTwiceOrWithoutAny) {
    session->rollback();
    session->begin_write();
    session->rollback();
    session->rollback();
    EXPECT_EQ(seen(), "1|0");
}

TEST_P(Transactions, ForReadingSeeOneStateThroughout) {
    session->begin_read();
    EXPECT_EQ(session->query("SELECT count(*) FROM t").at(0).at(0), "1");
    write(*scratch->open(), "INSERT INTO t VALUES (2, 5)");
    EXPECT_EQ(session->query("SELECT count(*) FROM t").at(0).at(0), "1");
    session->commit();
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM t"), std::vector<std::string>{"2"});
}

TEST_P(Transactions, ForWritingSeeTheirOwnWrites) {
    transaction tx{*session, transaction::kind::write};
    session->execute("UPDATE t SET n = 9");
    EXPECT_EQ(session->query("SELECT n FROM t").at(0).at(0), "9");
}

TEST_P(Transactions, DoNotKeepReadersWaiting) {
    transaction tx{*session, transaction::kind::write};
    session->execute("UPDATE t SET n = 9");
    EXPECT_EQ(seen(), "1|0");
}

void add_one(sql_session& session) {
    transaction tx{session, transaction::kind::write};
    session.execute("UPDATE t SET n = n + 1 WHERE id = 1");
    tx.commit();
}

TEST_P(Transactions, ThatWriteOneRowTakeTurns) {
    for (const bool other_program : {false, true}) {
        const auto database = scratch->connect();
        auto other = other_program ? database->open() : scratch->open();
        session->begin_write();
        session->execute("UPDATE t SET n = n + 1 WHERE id = 1");
        std::atomic<bool> ended = false;
        std::thread second{[&] {
            add_one(*other);
            ended = true;
        }};
        std::this_thread::sleep_for(100ms);
        EXPECT_FALSE(ended);
        session->commit();
        second.join();
    }
    EXPECT_EQ(seen(), "1|4");
}

TEST_P(Transactions, OfManyThreadsLoseNoUpdate) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([this] {
            auto own = scratch->open();
            for (int j = 0; j < 25; ++j) add_one(*own);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(seen(), "1|100");
}

TEST_P(Transactions, GoOnAfterASavepointWhenAStatementFailed) {
    transaction tx{*session, transaction::kind::write};
    session->execute("INSERT INTO t VALUES (2, 5)");
    session->execute_script("SAVEPOINT here");
    session->execute("INSERT INTO t VALUES (3, 3)");
    EXPECT_THROW(session->execute("INSERT INTO t VALUES (1, 1)"), sink_error);
    session->execute_script("ROLLBACK TO SAVEPOINT here");
    session->execute("INSERT INTO t VALUES (4, 4)");
    tx.commit();
    EXPECT_EQ(seen(), "1|0 2|5 4|4");
}

TEST_P(Transactions, GoOnAfterASavepointWhenABulkInsertFailed) {
    const std::string_view columns[] = {"id", "n"};
    transaction tx{*session, transaction::kind::write};
    session->execute_script("SAVEPOINT here");
    EXPECT_THROW(
        {
            const auto rows = session->bulk_insert("t", columns);
            for (const int id : {7, 8, 7}) {
                rows->integer(id);
                rows->null();
                rows->end_row();
            }
            rows->finish();
        },
        sink_error);
    session->execute_script("ROLLBACK TO SAVEPOINT here");
    session->execute("INSERT INTO t VALUES (4, 4)");
    tx.commit();
    EXPECT_EQ(seen(), "1|0 4|4");
}

TEST_P(Transactions, WithAFailedStatementCommitNothingSilently) {
    session->begin_write();
    session->execute("INSERT INTO t VALUES (2, 5)");
    EXPECT_THROW(session->execute("INSERT INTO t VALUES (1, 1)"), sink_error);
    bool committed = true;
    try {
        session->commit();
    } catch (const sink_error&) {
        committed = false;
    }
    session->rollback();
    EXPECT_EQ(seen(), committed ? "1|0 2|5" : "1|0") << "a commit that returns has committed";
}

TEST_P(Transactions, OfAConnectionThatDiedAreRetryableOnANewSession) {
    if (!postgres()) return;  // a file has no connection
    session->begin_write();
    session->execute("UPDATE t SET n = 9");
    as_superuser(scratch->url(),
                 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                 "current_database() AND pid <> pg_backend_pid()");
    try {
        session->execute("UPDATE t SET n = 10");
        FAIL() << "the server ended this connection";
    } catch (const sink_error& error) {
        EXPECT_TRUE(error.retryable) << error.what();
        EXPECT_FALSE(error.data);
    }
    session->rollback();
    EXPECT_THROW(session->begin_write(), sink_error) << "it must not reconnect behind our back";
    EXPECT_EQ(seen(), "1|0");
}

}  // namespace
}  // namespace sinks::testing
