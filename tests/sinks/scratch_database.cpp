#include "scratch_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "sinks/migrate.hpp"

namespace sinks::testing {

namespace {

constexpr const char* missing_variable =
    "SYNC_TEST_POSTGRES is not set: run the database tests through script/with-postgres (or script/test)";

/// The user of SYNC_TEST_POSTGRES, as an option to come after others.
std::string superuser() {
    const std::string url = postgres_url();
    const std::size_t at = url.find("user=");
    return at == url.npos ? "" : "&" + url.substr(at, url.find('&', at) - at);
}

std::string roles_script() {
    std::ifstream file{SOURCE_DIR "/schema/roles.postgresql.sql"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string unique_name() {
    static std::atomic<int> counter = 0;
    return "sync_test_" + std::to_string(::getpid()) + "_" + std::to_string(++counter);
}

}  // namespace

std::string postgres_url(const std::string& more) {
    const char* url = std::getenv("SYNC_TEST_POSTGRES");
    if (!url || !*url) return "";
    const std::string text = url;
    if (more.empty()) return text;
    return text + (text.find('?') == text.npos ? "?" : "&") + more;  // an option wins over the path before it
}

std::vector<std::string> as_superuser(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb((url + superuser()).c_str()), PQfinish};
    const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), sql.c_str()), PQclear};
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    std::vector<std::string> values;
    for (int row = 0; row < PQntuples(result.get()); ++row) values.emplace_back(PQgetvalue(result.get(), row, 0));
    return values;
}

scratch_database::scratch_database(engine e) : engine_{e}, name_{unique_name()} {
    if (engine_ == engine::sqlite) {
        name_ = ::testing::TempDir() + name_ + ".db";
        url_ = "sqlite:" + name_;
    } else {
        if (postgres_url().empty()) throw std::runtime_error(missing_variable);
        as_superuser(postgres_url(), "CREATE DATABASE " + name_);
        as_superuser(postgres_url("dbname=" + name_), roles_script());
        url_ = url_of("copilot_metrics_owner");
    }
    shared_ = make_database(config::secret{url_});
}

scratch_database::~scratch_database() {
    if (std::getenv("SYNC_KEEP_TEST_DB")) {
        std::cerr << "kept: " << name_ << "\n";
        return;
    }
    if (engine_ == engine::postgresql) {
        as_superuser(postgres_url(), "DROP DATABASE " + name_ + " WITH (FORCE)");
        return;
    }
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(name_ + suffix);
}

std::string scratch_database::url_of(const std::string& role) const {
    return postgres_url("dbname=" + name_ + "&user=" + role);
}

std::unique_ptr<sql_session> scratch_database::open_migrated() {
    migrate(*open(), std::chrono::system_clock::now(), "test");
    if (engine_ == engine::postgresql) {
        as_superuser(url_, roles_script());  // as docs/roles.md says: again, after the first migration
        url_ = url_of("copilot_metrics_writer");
        shared_ = make_database(config::secret{url_});
    }
    return open();
}

void require_postgres() { ASSERT_FALSE(postgres_url().empty()) << missing_variable; }

void DatabaseTest::SetUp() {
    if (postgres()) {
        ASSERT_NO_FATAL_FAILURE(require_postgres());
    }
    scratch = std::make_unique<scratch_database>(GetParam());
}

std::vector<std::string> rows_of(sql_session& session, const std::string& sql) {
    transaction tx{session, transaction::kind::read};
    std::vector<std::string> texts;
    for (const sql_row& row : session.query(sql)) {
        std::string text;
        for (const auto& column : row) text += (&column == &row.front() ? "" : "|") + column.value_or("NULL");
        texts.push_back(text);
    }
    tx.commit();
    return texts;
}

void write(sql_session& session, const std::string& sql) {
    transaction tx{session, transaction::kind::write};
    session.execute_script(sql);
    tx.commit();
}

std::string engine_name(const ::testing::TestParamInfo<engine>& info) {
    return info.param == engine::postgresql ? "postgresql" : "sqlite";
}

}  // namespace sinks::testing
