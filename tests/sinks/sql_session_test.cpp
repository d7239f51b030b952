#include "sinks/sql_session.hpp"

#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

/// What has to go in and come out equal.
const std::vector<std::string> hostile_texts{"",
                                             " ",
                                             "plain",
                                             "O'Brien",
                                             "\"quoted\"",
                                             "a\tb",
                                             "a\nb",
                                             "a\r\nb",
                                             "back\\slash",
                                             "\\N",
                                             "\\.",
                                             "\\x41",
                                             "$1",
                                             "%s",
                                             "Zoë",
                                             "李雷",
                                             "🦀",
                                             "e\u0301",
                                             "'); DROP TABLE t; --",
                                             "NULL",
                                             "{\"a\":1}",
                                             "\x01\x7f",
                                             "0",
                                             "-1",
                                             "1e5",
                                             std::string(100'000, 'x')};

class SqlSession : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        write(*session, "CREATE TABLE t (id bigint PRIMARY KEY, n bigint, s text, b bytea)");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    std::size_t insert(std::int64_t id, const sql_value& n, const sql_value& s, const sql_value& b) {
        return session->execute("INSERT INTO t (id, n, s, b) VALUES ($1, $2, $3, $4)",
                                std::vector<sql_value>{id, n, s, b});
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(SqlSession);

TEST_P(SqlSession, KnowsItsEngine) { EXPECT_EQ(session->engine(), GetParam()); }

TEST_P(SqlSession, GivesIntegersBackOverTheirWholeRange) {
    const std::vector<std::int64_t> values{0, 1, -1, INT64_MIN, INT64_MAX, 9007199254740993};
    transaction tx{*session, transaction::kind::write};
    for (std::size_t i = 0; i < values.size(); ++i) insert(static_cast<std::int64_t>(i), values[i], nullptr, nullptr);
    const auto rows = session->query("SELECT n FROM t ORDER BY id");
    tx.commit();
    ASSERT_EQ(rows.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(as_integer(rows[i][0]), values[i]);
}

TEST_P(SqlSession, GivesEveryTextBackEqual) {
    transaction tx{*session, transaction::kind::write};
    for (std::size_t i = 0; i < hostile_texts.size(); ++i)
        insert(static_cast<std::int64_t>(i), nullptr, hostile_texts[i], nullptr);
    const auto rows = session->query("SELECT s FROM t ORDER BY id");
    tx.commit();
    ASSERT_EQ(rows.size(), hostile_texts.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i][0], hostile_texts[i]);
}

TEST_P(SqlSession, FindsRowsByEveryText) {
    transaction tx{*session, transaction::kind::write};
    for (std::size_t i = 0; i < hostile_texts.size(); ++i)
        insert(static_cast<std::int64_t>(i), nullptr, hostile_texts[i], nullptr);
    for (std::size_t i = 0; i < hostile_texts.size(); ++i) {
        const auto rows = session->query("SELECT id FROM t WHERE s = $1", std::vector<sql_value>{hostile_texts[i]});
        ASSERT_EQ(rows.size(), 1u) << hostile_texts[i].substr(0, 40);
        EXPECT_EQ(as_integer(rows[0][0]), static_cast<std::int64_t>(i));
    }
}

TEST_P(SqlSession, KeepsNullApartFromEmptyAndZero) {
    transaction tx{*session, transaction::kind::write};
    insert(1, nullptr, nullptr, nullptr);
    insert(2, std::int64_t{0}, std::string(), blob{""});
    const auto rows = session->query("SELECT n, s, b FROM t ORDER BY id");
    tx.commit();
    EXPECT_EQ(rows[0], (sql_row{std::nullopt, std::nullopt, std::nullopt}));
    EXPECT_EQ(rows[1][0], "0");
    EXPECT_EQ(rows[1][1], "");
    EXPECT_TRUE(rows[1][2].has_value());
}

TEST_P(SqlSession, StoresBytesOfEveryValue) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    transaction tx{*session, transaction::kind::write};
    insert(1, nullptr, nullptr, blob{bytes});
    insert(2, nullptr, nullptr, blob{std::string("\0\0'\\x", 5)});
    const auto rows = session->query("SELECT " + hex("b") + ", length(b) FROM t ORDER BY id");
    tx.commit();
    EXPECT_EQ(rows[0][0]->substr(0, 12), "000102030405");
    EXPECT_EQ(rows[0][0]->substr(506), "FDFEFF");
    EXPECT_EQ(rows[0][1], "256");
    EXPECT_EQ(rows[1][0], "0000275C78");
}

TEST_P(SqlSession, ReadsBooleansOfEitherSpelling) {
    transaction tx{*session, transaction::kind::read};
    const auto row = session->query("SELECT 1 = 1, 1 = 2, NULL").at(0);
    EXPECT_TRUE(as_bool(row[0]));
    EXPECT_FALSE(as_bool(row[1]));
    EXPECT_FALSE(as_bool(row[2]));
}

TEST_P(SqlSession, BindsOnePlaceholderInSeveralPlacesAndTenOfThem) {
    write(*session,
          "CREATE TABLE wide (a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, "
          "k text)");
    std::vector<sql_value> values;
    for (int i = 1; i <= 10; ++i) values.emplace_back("v" + std::to_string(i));
    transaction tx{*session, transaction::kind::write};
    session->execute("INSERT INTO wide VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $1)", values);
    const auto row = session->query("SELECT a, b, j, k FROM wide").at(0);
    EXPECT_EQ(row, (sql_row{"v1", "v2", "v10", "v1"}));
}

TEST_P(SqlSession, CountsTheRowsItAffected) {
    transaction tx{*session, transaction::kind::write};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(insert(i, std::int64_t{i}, nullptr, nullptr), 1u);
    EXPECT_EQ(session->execute("UPDATE t SET n = 7 WHERE id > $1", std::vector<sql_value>{std::int64_t{0}}), 2u);
    EXPECT_EQ(session->execute("DELETE FROM t"), 3u);
    EXPECT_EQ(session->execute("DELETE FROM t"), 0u);
}

TEST_P(SqlSession, RunsScriptsOfSeveralStatements) {
    write(*session,
          "CREATE TABLE one (a text); -- a comment; with a semicolon\nINSERT INTO one VALUES ('x;y');"
          "CREATE TABLE two (a text);");
    EXPECT_EQ(rows_of(*session, "SELECT a FROM one"), std::vector<std::string>{"x;y"});
    EXPECT_TRUE(rows_of(*session, "SELECT a FROM two").empty());
}

TEST_P(SqlSession, SeesTablesAndViewsByName) {
    write(*session, "CREATE VIEW v AS SELECT id FROM t");
    transaction tx{*session, transaction::kind::read};
    EXPECT_TRUE(session->has_table("t"));
    EXPECT_TRUE(session->has_table("v"));
    EXPECT_FALSE(session->has_table("nothing_of_that_name"));
}

TEST_P(SqlSession, CallsARefusedRowADataErrorAndNothingElse) {
    transaction tx{*session, transaction::kind::write};
    insert(1, nullptr, nullptr, nullptr);
    try {
        insert(1, nullptr, nullptr, nullptr);
        FAIL() << "the same key twice";
    } catch (const sink_error& error) {
        EXPECT_TRUE(error.data);
        EXPECT_FALSE(error.retryable);
        EXPECT_FALSE(error.configuration);
    }
}

TEST_P(SqlSession, CallsABrokenStatementNeitherDataNorRetryable) {
    transaction tx{*session, transaction::kind::write};
    try {
        session->execute("SELECT nonsense FROM nowhere");
        FAIL();
    } catch (const sink_error& error) {
        EXPECT_FALSE(error.data);
        EXPECT_FALSE(error.retryable);
    }
}

}  // namespace
}  // namespace sinks::testing
