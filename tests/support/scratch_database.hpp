#pragma once
// A database of its own for one test, in either engine, and a look into it that does not go through the program.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sinks/database.hpp"

namespace test_support {

/// Occurs in the URL of every scratch PostgreSQL; must never occur anywhere else.
inline constexpr const char* database_password = "pw-never-to-be-shown-7f3a";

/// Who the program is in PostgreSQL, by the grants of schema/roles.postgresql.sql. For the writer the tables are made
/// beforehand, by the owner; the owner finds none.
enum class database_role { owner, writer };

/// PostgreSQL: created on the server of SYNC_TEST_POSTGRES, dropped at the end unless SYNC_KEEP_TEST_DB is set.
/// SQLite: a file in `directory`, not created by us.
class scratch_database {
public:
    /// Throws std::runtime_error without a server (script/with-postgres starts one).
    scratch_database(sinks::engine engine, const std::string& directory, const std::string& name = "metrics",
                     database_role program = database_role::writer);
    ~scratch_database();
    scratch_database(const scratch_database&) = delete;
    scratch_database& operator=(const scratch_database&) = delete;

    sinks::engine engine() const { return engine_; }
    /// As DATABASE_URL takes it, for the program.
    const std::string& url() const { return url_; }
    /// The same for another user of the same PostgreSQL database.
    std::string url_of(const std::string& user) const { return superuser_url_ + "&user=" + user; }

    // ---- a look into it, and a hand in it, as a superuser
    /// PostgreSQL only: a statement that cannot run in a transaction; `%` stands for the database's name.
    void administer(std::string statement) const;

    std::vector<sinks::sql_row> query(const std::string& sql) const;
    void execute(const std::string& sql) const;
    /// The first column of the only row; nullopt for NULL.
    std::optional<std::string> value(const std::string& sql) const;
    /// As `value`, for a number that is not NULL.
    std::int64_t number(const std::string& sql) const;

private:
    sinks::engine engine_;
    std::string name_;
    std::string url_;
    std::string superuser_url_;
};

/// Table name to its rows, each as `column=value` texts in the order of the column names, sorted.
using table_dump = std::map<std::string, std::vector<std::string>>;

/// All tables but sync_runs, in one form for both engines: booleans 0 and 1, JSON and decimals canonical, bytes in hex.
/// Left out: times (`..._at`), run ids, attempt counts, program versions.
table_dump dump_tables(const scratch_database& database);

/// Empty when equal, else the first rows that only one of them has, table by table.
std::string difference(const table_dump& expected, const table_dump& actual);

}  // namespace test_support
