// Results of any size, row by row, and users over a range of days: the same on both engines.

#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "sinks/range_reader.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

class RowStream : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        write(*session, "CREATE TABLE t (id bigint PRIMARY KEY, s text)");
        write(*session,
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
              "INSERT INTO t SELECT i, CASE WHEN i % 2 = 0 THEN 'text ' || i END FROM n");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(RowStream);

TEST_P(RowStream, GivesTheRowsOfAQueryInItsOrder) {
    transaction tx{*session, transaction::kind::read};
    const std::string sql = "SELECT id, s FROM t WHERE id > $1 AND id <> $2 ORDER BY id DESC";
    const std::vector<sql_value> parameters{std::int64_t{10}, std::int64_t{2999}};
    const auto expected = session->query(sql, parameters);
    ASSERT_EQ(expected.size(), 2989u) << "several fetches";
    std::unique_ptr<row_stream> stream;
    {
        const std::vector<sql_value> copy = parameters;  // gone before the first row is read
        stream = session->stream(sql, copy);
    }
    sql_row row{"leftover", "leftover", "leftover"};
    for (const sql_row& one : expected) {
        ASSERT_TRUE(stream->next(row));
        ASSERT_EQ(row, one);
    }
    EXPECT_FALSE(stream->next(row));
    stream.reset();
    tx.commit();
}

TEST_P(RowStream, SeveralAreOpenAtOnce) {
    transaction tx{*session, transaction::kind::read};
    auto up = session->stream("SELECT id FROM t ORDER BY id");
    auto down = session->stream("SELECT id FROM t ORDER BY id DESC");
    sql_row a, b;
    for (int i = 1; i <= 3000; ++i) {
        ASSERT_TRUE(up->next(a) && down->next(b));
        ASSERT_EQ(as_integer(a[0]).value() + as_integer(b[0]).value(), 3001);
        if (i % 1000 == 0) {
            EXPECT_EQ(session->query("SELECT count(*) FROM t").at(0).at(0), "3000") << "and a query between";
        }
    }
    EXPECT_FALSE(up->next(a) || down->next(b));
    up.reset();
    down.reset();
    tx.commit();
}

TEST_P(RowStream, OfNothingEndsAtOnceAndOfNonsenseThrows) {
    transaction tx{*session, transaction::kind::read};
    sql_row row;
    EXPECT_FALSE(session->stream("SELECT id FROM t WHERE id < 0")->next(row));
    EXPECT_THROW(
        {
            auto stream = session->stream("SELECT nothing FROM t");
            stream->next(row);
        },
        sink_error);
}

TEST_P(RowStream, LeavesTheSessionUsableWhenItIsGivenUpHalfWay) {
    {
        transaction tx{*session, transaction::kind::read};
        auto stream = session->stream("SELECT id FROM t ORDER BY id");
        sql_row row;
        ASSERT_TRUE(stream->next(row));
    }
    write(*session, "INSERT INTO t VALUES (9999, 'after')");
    EXPECT_EQ(rows_of(*session, "SELECT s FROM t WHERE id = 9999").at(0), "after");
}

class RangeReader : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
        for (const char* scope : {"organization", "enterprise"})
            for (const char* day : {"2026-11-15", "2026-11-16", "2026-11-18", "2026-11-20"})
                for (const char* user : {"9", "10", "B", "a"}) add(scope, "octo", day, user);
        add("organization", "other", "2026-11-16", "z");
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    void add(const std::string& scope, const std::string& slug, const std::string& day, const std::string& user) {
        const std::string key = "'github', '" + scope + "', '" + slug + "', '" + day + "', '" + user + "'";
        const std::string columns = "(source, scope, scope_identifier, metrics_date, user_key, ";
        write(*session, "INSERT INTO copilot_user_metrics_daily " + columns +
                            "user_kind, loc_added_sum, extra) VALUES (" + key + ", " +
                            (user == "B" ? "'service_account'" : "'user'") + ", 5, '{\"metrics\":{}}')");
        for (const char* feature : {"chat_inline", "agent_edit"})
            write(*session, "INSERT INTO copilot_user_breakdown_daily " + columns +
                                "breakdown, ide, feature, language, model, loc_added_sum) VALUES (" + key +
                                ", 'feature', '', '" + feature + "', '', '', 1)");
    }

    std::unique_ptr<sql_session> session;
    const schema::target target{"github", {schema::scope_kind::organization, "octo"}, schema::dataset::users};
    const schema::day_range days{schema::day{2026, 11, 16}, schema::day{2026, 11, 18}};
};
BOTH_ENGINES(RangeReader);

TEST_P(RangeReader, GivesEachUserWithTheirDaysAndThenTheirBreakdown) {
    transaction tx{*session, transaction::kind::read};
    std::string seen;
    user_range_visitor visitor;
    visitor.day = [&](schema::day day, const schema::user_row& row) {
        seen += std::string(row.user_key) + day.text().substr(7) + (row.extra.empty() ? " " : "+ ");
    };
    visitor.part = [&](const schema::user_breakdown_row& part) { seen += std::string(part.feature) + " "; };
    visitor.end = [&] { seen += "| "; };
    for_each_user_in_range(*session, target, days, visitor);
    tx.commit();
    const std::string parts = "agent_edit agent_edit chat_inline chat_inline | ";
    EXPECT_EQ(seen, "10-16 10-18 " + parts + "9-16 9-18 " + parts + "B-16+ B-18+ " + parts + "a-16 a-18 " + parts)
        << "bytewise, whatever the collation; extra only where it holds counters";
}

TEST_P(RangeReader, PassesOverABreakdownWithoutItsUser) {
    write(*session, "DELETE FROM copilot_user_metrics_daily WHERE user_key = '9'");
    transaction tx{*session, transaction::kind::read};
    int users = 0, parts = 0;
    for_each_user_in_range(*session, target, days,
                           {.day = [](schema::day, const schema::user_row&) {},
                            .part = [&](const schema::user_breakdown_row&) { ++parts; },
                            .end = [&] { ++users; }});
    tx.commit();
    EXPECT_EQ(users, 3);
    EXPECT_EQ(parts, 3 * 4);
}

TEST_P(RangeReader, CountsAUserOfTwoScopesOnce) {
    transaction tx{*session, transaction::kind::read};
    const schema::scope octo{schema::scope_kind::organization, "octo"}, corp{schema::scope_kind::enterprise, "octo"},
        other{schema::scope_kind::organization, "other"};
    EXPECT_EQ(count_distinct_users(*session, "github", {octo}, days), 4);
    EXPECT_EQ(count_distinct_users(*session, "github", {octo, corp}, days), 4);
    EXPECT_EQ(count_distinct_users(*session, "github", {octo, corp, other}, days), 5);
    EXPECT_EQ(count_distinct_users(*session, "augment", {octo}, days), 0);
    EXPECT_EQ(count_distinct_users(*session, "github", {}, days), 0);
    tx.commit();
}

}  // namespace
}  // namespace sinks::testing
