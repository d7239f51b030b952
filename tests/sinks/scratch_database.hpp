#pragma once
// A database that lives for one test, in either engine.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "sinks/database.hpp"
#include "sinks/sql_session.hpp"

namespace sinks::testing {

/// Created empty, dropped at the end (kept with SYNC_KEEP_TEST_DB, and named on stderr). In PostgreSQL by the roles of
/// schema/roles.postgresql.sql: the owner until the tables are made, the writer from then on.
class scratch_database {
public:
    /// Throws std::runtime_error for PostgreSQL without SYNC_TEST_POSTGRES.
    explicit scratch_database(engine e);
    ~scratch_database();
    scratch_database(const scratch_database&) = delete;
    scratch_database& operator=(const scratch_database&) = delete;

    /// For the owner or the writer, as they follow one another.
    const std::string& url() const { return url_; }
    /// PostgreSQL only.
    std::string url_of(const std::string& role) const;
    /// The file of SQLite, the name in PostgreSQL.
    const std::string& name() const { return name_; }
    /// Another program's view of it: shares nothing with other objects.
    std::unique_ptr<database> connect() const { return make_database(config::secret{url_}); }
    std::unique_ptr<sql_session> open() { return shared_->open(); }
    /// A session on a database with our tables, as the writer.
    std::unique_ptr<sql_session> open_migrated();

private:
    engine engine_;
    std::string name_;
    std::string url_;
    std::unique_ptr<database> shared_;
};

/// The URL of SYNC_TEST_POSTGRES with more options, e.g. `dbname=x&user=y`; empty when the variable is missing.
std::string postgres_url(const std::string& more = "");

/// Runs SQL outside any transaction, as the user of SYNC_TEST_POSTGRES, in the database of `url` (PostgreSQL only).
/// Returns the first column.
std::vector<std::string> as_superuser(const std::string& url, const std::string& sql);

/// One test, one database: each test of a suite runs with PostgreSQL and with SQLite.
class DatabaseTest : public ::testing::TestWithParam<engine> {
protected:
    void SetUp() override;
    void TearDown() override { scratch.reset(); }

    bool postgres() const { return GetParam() == engine::postgresql; }
    /// An expression of both engines for the bytes of a column in upper case hex.
    std::string hex(const std::string& column) const {
        return postgres() ? "upper(encode(" + column + ", 'hex'))" : "hex(" + column + ")";
    }

    std::unique_ptr<scratch_database> scratch;
};

/// Fails the test with what to do where PostgreSQL is needed and not there.
void require_postgres();

/// All rows of one statement, in a read transaction of its own; columns joined by `|`, NULL as `NULL`.
std::vector<std::string> rows_of(sql_session& session, const std::string& sql);

/// Runs statements in a write transaction of their own.
void write(sql_session& session, const std::string& sql);

std::string engine_name(const ::testing::TestParamInfo<engine>& info);

}  // namespace sinks::testing

/// Runs a suite of DatabaseTest with both engines.
#define BOTH_ENGINES(suite)                                                                           \
    INSTANTIATE_TEST_SUITE_P(BothEngines, suite,                                                      \
                             ::testing::Values(::sinks::engine::postgresql, ::sinks::engine::sqlite), \
                             ::sinks::testing::engine_name)
