#include <gtest/gtest.h>

#include <functional>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

constexpr std::string_view columns[] = {"id", "login", "count", "flag", "extra"};

class BulkInsert : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        for (const char* table : {"left_rows", "right_rows"})
            write(*session, std::string("CREATE TABLE ") + table +
                                " (id bigint PRIMARY KEY, login text NOT NULL, count "
                                "bigint, flag boolean, extra " +
                                (postgres() ? "jsonb" : "text") + ")");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    static void put(row_writer& rows, std::int64_t id, std::string_view login) {
        rows.integer(id);
        rows.text(login);
        rows.null();
        rows.null();
        rows.null();
        rows.end_row();
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(BulkInsert);

TEST_P(BulkInsert, GivesHostileTextsBackEqual) {
    const std::vector<std::string> logins{"",         "\\N",
                                          "\\.",      "\\",
                                          "\\\\",     "\\t",
                                          "a\tb",     "a\nb",
                                          "a\r\nb",   "\n",
                                          "\t",       "O'Brien",
                                          "\"x\"",    "Zoë",
                                          "李雷",     "🦀",
                                          ",",        ";",
                                          "NULL",     "null",
                                          "\x01\x7f", "'); DROP TABLE left_rows; --",
                                          "$1",       std::string(200'000, '\\')};
    transaction tx{*session, transaction::kind::write};
    const auto rows = session->bulk_insert("left_rows", columns);
    for (std::size_t i = 0; i < logins.size(); ++i) put(*rows, static_cast<std::int64_t>(i), logins[i]);
    rows->finish();
    tx.commit();
    const auto read = rows_of(*session, "SELECT login FROM left_rows ORDER BY id");
    ASSERT_EQ(read.size(), logins.size());
    for (std::size_t i = 0; i < logins.size(); ++i) EXPECT_EQ(read[i], logins[i]) << i;
}

TEST_P(BulkInsert, WritesEveryKindOfValueAndNull) {
    const std::string login = "octocat";
    transaction tx{*session, transaction::kind::write};
    const auto rows = session->bulk_insert("left_rows", columns);
    const auto put_values = [&](std::int64_t id, std::int64_t count, bool flag, std::string_view extra) {
        rows->integer(id);
        rows->text(login);
        rows->integer(count);
        rows->boolean(flag);
        rows->text(extra);
        rows->end_row();
    };
    put_values(1, INT64_MIN, true, "{\"a\": \"b\\nc\"}");
    put_values(2, INT64_MAX, false, "{}");
    rows->integer(3);
    rows->text(login);
    rows->integer_or_null(std::nullopt);
    rows->boolean_or_null(std::nullopt);
    rows->text_or_null(std::nullopt);
    rows->end_row();
    rows->integer(4);
    rows->text(login);
    rows->integer_or_null(0);
    rows->boolean_or_null(false);
    rows->text_or_null("[]");
    rows->end_row();
    rows->finish();
    tx.commit();
    const std::string t = postgres() ? "t" : "1", f = postgres() ? "f" : "0";
    EXPECT_EQ(rows_of(*session, "SELECT count, flag, extra FROM left_rows ORDER BY id"),
              (std::vector<std::string>{"-9223372036854775808|" + t + "|{\"a\": \"b\\nc\"}",
                                        "9223372036854775807|" + f + "|{}", "NULL|NULL|NULL", "0|" + f + "|[]"}));
}

TEST_P(BulkInsert, AlternatesBetweenTwoTablesOverSeveralBatches) {
    constexpr int count = 60'000;  // about 6 MB a table: more than one COPY each
    const std::string padding(90, 'x');
    transaction tx{*session, transaction::kind::write};
    const auto left = session->bulk_insert("left_rows", columns), right = session->bulk_insert("right_rows", columns);
    for (int i = 0; i < count; ++i) {
        const std::string login = "user-" + std::to_string(i) + padding;
        put(*left, i, login);
        if (i % 3 != 0) put(*right, i, login);
    }
    left->finish();
    right->finish();
    tx.commit();
    for (const char* table : {"left_rows", "right_rows"}) {
        const bool all = std::string_view(table) == "left_rows";
        EXPECT_EQ(rows_of(*session, std::string("SELECT count(*), min(id), max(id) FROM ") + table),
                  std::vector<std::string>{all ? "60000|0|59999" : "40000|1|59999"});
        EXPECT_EQ(rows_of(*session, std::string("SELECT count(*) FROM ") + table +
                                        " WHERE login <> 'user-' || id || '" + padding + "'"),
                  std::vector<std::string>{"0"});
    }
}

TEST_P(BulkInsert, LetsStatementsRunBetweenItsRows) {
    transaction tx{*session, transaction::kind::write};
    const auto rows = session->bulk_insert("left_rows", columns);
    put(*rows, 1, "first");
    session->execute("INSERT INTO right_rows (id, login) VALUES (1, 'between')");
    put(*rows, 2, "second");
    rows->finish();
    tx.commit();
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM left_rows"), std::vector<std::string>{"2"});
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM right_rows"), std::vector<std::string>{"1"});
}

TEST_P(BulkInsert, WritesNothingWhenItsTransactionIsRolledBack) {
    {
        transaction tx{*session, transaction::kind::write};
        const auto rows = session->bulk_insert("left_rows", columns);
        put(*rows, 1, "x");
        rows->finish();
    }
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM left_rows"), std::vector<std::string>{"0"});
}

TEST_P(BulkInsert, CallsRefusedRowsADataErrorAndLeavesTheSessionUsable) {
    const auto expect_data_error = [&](const std::function<void(row_writer&)>& fill) {
        session->begin_write();
        try {
            const auto rows = session->bulk_insert("left_rows", columns);
            fill(*rows);
            rows->finish();
            ADD_FAILURE() << "accepted";
        } catch (const sink_error& error) {
            EXPECT_TRUE(error.data) << error.what();
            EXPECT_FALSE(error.retryable) << error.what();
        }
        session->rollback();
    };
    expect_data_error([](row_writer& rows) { put(rows, 1, "a"), put(rows, 1, "b"); });
    expect_data_error([](row_writer& rows) {
        rows.integer(1);
        for (int i = 0; i < 4; ++i) rows.null();
        rows.end_row();
    });
    write(*session, "INSERT INTO left_rows (id, login) VALUES (9, 'later')");
    EXPECT_EQ(rows_of(*session, "SELECT id FROM left_rows"), std::vector<std::string>{"9"});
}

/// More than one batch, in which a key comes twice. SQLite refuses the second one at once, PostgreSQL once it is sent.
void put_refused_batch(const std::function<void(std::int64_t id)>& put) {
    for (std::int64_t i = 0; i < 15'000; ++i) put(i == 10 ? 9 : i);
}

TEST_P(BulkInsert, SaysByTheNextStatementThatABatchWasRefused) {
    const std::string login(100, 'x');
    session->begin_write();
    const auto rows = session->bulk_insert("left_rows", columns);
    try {
        put_refused_batch([&](std::int64_t id) { put(*rows, id, login); });
        session->execute("INSERT INTO right_rows (id, login) VALUES (1, 'after')");
        ADD_FAILURE() << "accepted";
    } catch (const sink_error& error) {
        EXPECT_TRUE(error.data) << error.what();
    }
    session->rollback();
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM right_rows"), std::vector<std::string>{"0"});
}

TEST_P(BulkInsert, ThatIsGivenUpLeavesTheTransactionUsableFromItsSavepoint) {
    const std::string login(100, 'x');
    session->begin_write();
    session->execute("INSERT INTO right_rows (id, login) VALUES (1, 'before')");
    session->execute_script("SAVEPOINT before_rows");
    try {
        const auto rows = session->bulk_insert("left_rows", columns);
        put_refused_batch([&](std::int64_t id) { put(*rows, id, login); });
    } catch (const sink_error&) {  // SQLite's
    }
    session->execute_script("ROLLBACK TO SAVEPOINT before_rows");
    session->commit();
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM left_rows"), std::vector<std::string>{"0"});
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM right_rows"), std::vector<std::string>{"1"});
}

TEST_P(BulkInsert, WithoutRowsDoesNothing) {
    transaction tx{*session, transaction::kind::write};
    const auto rows = session->bulk_insert("left_rows", columns);
    rows->finish();
    tx.commit();
    EXPECT_EQ(rows_of(*session, "SELECT count(*) FROM left_rows"), std::vector<std::string>{"0"});
}

}  // namespace
}  // namespace sinks::testing
