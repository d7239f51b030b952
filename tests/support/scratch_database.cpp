#include "tests/support/scratch_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "config/secret.hpp"
#include "sinks/migrate.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/transforms/json_value.hpp"

namespace test_support {

namespace {

std::string server_url() {
    const char* url = std::getenv("SYNC_TEST_POSTGRES");
    if (url == nullptr || *url == '\0')
        throw std::runtime_error("SYNC_TEST_POSTGRES is not set: run the tests with script/with-postgres");
    return url;
}

/// The server's URL with another database.
std::string database_url(const std::string& server, const std::string& name) {
    const std::size_t slash = server.find('/', server.find("//") + 2);
    const std::size_t question = std::min(server.find('?'), server.size());
    std::string url = server.substr(0, std::min(slash, question)) + "/" + name + server.substr(question);
    if (server.find("password=") == server.npos)
        url += (question == server.size() ? "?password=" : "&password=") + std::string(database_password);
    return url;
}

void run_at(const std::string& url, const std::string& statement) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(url.c_str()), &PQfinish};
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), statement.c_str()), &PQclear};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        throw std::runtime_error(statement + ": " + PQerrorMessage(connection.get()));
}

std::string unique_name() {
    static int count = 0;
    return "sync_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

std::vector<std::string> first_column(const std::vector<sinks::sql_row>& rows) {
    std::vector<std::string> values;
    for (const auto& row : rows) values.push_back(row.at(0).value_or(""));
    return values;
}

bool is_left_out(const std::string& column) {
    static const std::set<std::string> names{"run_id", "attempt_count", "program_version"};
    return column.ends_with("_at") || names.contains(column);
}

bool is_json(const std::string& column) {
    static const std::set<std::string> names{"extra",      "metrics_data", "old_totals",
                                             "new_totals", "day_totals",   "ai_credits_used"};
    return names.contains(column);
}

/// The column's expression, as text that both engines spell alike.
std::string expression(const std::string& column, const std::string& type) {
    if (type == "boolean") return column + "::integer";
    if (type == "bytea") return "upper(encode(" + column + ", 'hex'))";
    if (type == "BLOB") return "hex(" + column + ")";
    return column;
}

struct column {
    std::string name;
    std::string type;
};

std::vector<column> columns_of(const scratch_database& database, const std::string& table) {
    const std::string sql =
        database.engine() == sinks::engine::postgresql
            ? "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND "
              "table_name = '" +
                  table + "'"
            : "SELECT name, type FROM pragma_table_info('" + table + "')";
    std::vector<column> columns;
    for (const auto& row : database.query(sql))
        if (!is_left_out(row.at(0).value_or(""))) columns.push_back({*row.at(0), row.at(1).value_or("")});
    std::sort(columns.begin(), columns.end(), [](const column& a, const column& b) { return a.name < b.name; });
    return columns;
}

std::vector<std::string> dump_table(const scratch_database& database, const std::string& table) {
    const std::vector<column> columns = columns_of(database, table);
    std::string list;
    for (const column& c : columns) list += (list.empty() ? "" : ", ") + expression(c.name, c.type);
    std::vector<std::string> rows;
    for (const auto& row : database.query("SELECT " + list + " FROM " + table)) {
        std::string text;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!row.at(i)) continue;
            const bool json = is_json(columns[i].name);
            text += columns[i].name + "=" +
                    (json ? transforms_test::to_text(transforms_test::parse_json(*row[i])) : *row[i]) + " ";
        }
        rows.push_back(std::move(text));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace

scratch_database::scratch_database(sinks::engine engine, const std::string& directory, const std::string& name,
                                   database_role program)
    : engine_{engine} {
    if (engine_ == sinks::engine::sqlite) {
        url_ = superuser_url_ = "sqlite:" + directory + "/" + name + ".db";
        return;
    }
    name_ = unique_name();
    superuser_url_ = database_url(server_url(), name_);
    administer("CREATE DATABASE %");
    const std::string roles = read_file(ROLES_FILE);
    run_at(superuser_url_, roles);
    url_ = url_of("copilot_metrics_owner");
    if (program == database_role::owner) return;
    sinks::migrate(*sinks::make_database(config::secret{url_})->open(), std::chrono::system_clock::now(), "test");
    run_at(superuser_url_, roles);  // as docs/roles.md says: again, after the first migration
    url_ = url_of("copilot_metrics_writer");
}

scratch_database::~scratch_database() {
    if (engine_ == sinks::engine::sqlite || std::getenv("SYNC_KEEP_TEST_DB") != nullptr) return;
    try {
        administer("DROP DATABASE % WITH (FORCE)");
    } catch (const std::exception&) {  // the server is gone, and the database with it
    }
}

void scratch_database::administer(std::string statement) const {
    run_at(server_url(), statement.replace(statement.find('%'), 1, name_));
}

std::vector<sinks::sql_row> scratch_database::query(const std::string& sql) const {
    const auto session = sinks::make_database(config::secret{superuser_url_})->open();
    sinks::transaction tx{*session, sinks::transaction::kind::read};
    return session->query(sql);
}

void scratch_database::execute(const std::string& sql) const {
    const auto session = sinks::make_database(config::secret{superuser_url_})->open();
    sinks::transaction tx{*session, sinks::transaction::kind::write};
    session->execute(sql);
    tx.commit();
}

std::optional<std::string> scratch_database::value(const std::string& sql) const {
    const auto rows = query(sql);
    if (rows.size() != 1) throw std::runtime_error(std::to_string(rows.size()) + " rows, not one: " + sql);
    return rows.front().at(0);
}

std::int64_t scratch_database::number(const std::string& sql) const {
    const auto text = value(sql);
    if (!text) throw std::runtime_error("NULL, not a number: " + sql);
    return std::stoll(*text);
}

table_dump dump_tables(const scratch_database& database) {
    const std::string sql = database.engine() == sinks::engine::postgresql
                                ? "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
                                : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    table_dump dump;
    for (const std::string& table : first_column(database.query(sql)))
        if (table != "sync_runs") dump[table] = dump_table(database, table);
    return dump;
}

std::string difference(const table_dump& expected, const table_dump& actual) {
    std::string text;
    std::set<std::string> tables;
    for (const auto& [table, rows] : expected) tables.insert(table);
    for (const auto& [table, rows] : actual) tables.insert(table);
    for (const std::string& table : tables) {
        if (!expected.contains(table) || !actual.contains(table)) {
            text += "table " + table + " is only in one of them\n";
            continue;
        }
        const auto& a = expected.at(table);
        const auto& b = actual.at(table);
        std::vector<std::string> only_a, only_b;
        std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only_a));
        std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(only_b));
        if (only_a.empty() && only_b.empty()) continue;
        text += table + ": " + std::to_string(only_a.size()) + " rows missing, " + std::to_string(only_b.size()) +
                " too many\n";
        if (!only_a.empty()) text += "  missing: " + only_a.front() + "\n";
        if (!only_b.empty()) text += "  too many: " + only_b.front() + "\n";
    }
    return text;
}

}  // namespace test_support
