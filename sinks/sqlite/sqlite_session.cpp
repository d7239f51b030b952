#include "sinks/sqlite/sqlite_session.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <thread>

#include "sinks/sink_error.hpp"

namespace sinks::sqlite {

namespace {

/// How long we wait for another program that has the file locked, and between two looks.
constexpr std::chrono::milliseconds busy_timeout{30'000};
constexpr std::chrono::milliseconds busy_pause{20};

[[noreturn]] void fail(sqlite3* db, const std::string& path, int code, const std::stop_token& stop = {}) {
    std::string text = "SQLite file " + path + ": " + (db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    const int system_error = db ? sqlite3_system_errno(db) : 0;
    const bool no_handles = system_error == EMFILE || system_error == ENFILE;
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: text += " (another program holds the file: close it, then run again)"; break;
        case SQLITE_FULL: text += " (the disk is full: make room, then run again)"; break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            text += no_handles ? " (too many open files: raise the limit, ulimit -n)"
                               : " (check that its directory exists and is writable)";
            break;
        case SQLITE_NOTADB: text += " (it is another kind of file)"; break;
        default: break;
    }
    sink_error error{text};
    error.interrupted = stop.stop_requested();
    error.data = (code & 0xff) == SQLITE_CONSTRAINT || (code & 0xff) == SQLITE_TOOBIG;
    error.configuration = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_NOTADB;
    throw error;
}

struct statement_deleter {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using statement_ptr = std::unique_ptr<sqlite3_stmt, statement_deleter>;

statement_ptr prepare(sqlite3* db, const std::string& path, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) fail(db, path, code);
    return statement_ptr{statement};
}

class insert_writer final : public row_writer {
public:
    insert_writer(sqlite3* db, const std::string& path, std::string_view table,
                  std::span<const std::string_view> columns, const std::stop_token& stop)
        : db_{db}, path_{path}, stop_{stop} {
        std::string sql = "INSERT INTO " + std::string(table) + " (";
        std::string places;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            sql += (i ? ", " : "") + std::string(columns[i]);
            places += i ? ", ?" : "?";
        }
        statement_ = prepare(db_, path_, sql + ") VALUES (" + places + ")");
    }

    void null() override { check(sqlite3_bind_null(statement_.get(), ++field_)); }
    void text(std::string_view value) override {  // bound by reference: the row's views outlive end_row
        check(sqlite3_bind_text(statement_.get(), ++field_, value.data() ? value.data() : "",
                                static_cast<int>(value.size()), SQLITE_STATIC));
    }
    void integer(std::int64_t value) override { check(sqlite3_bind_int64(statement_.get(), ++field_, value)); }
    void boolean(bool value) override { integer(value ? 1 : 0); }
    void end_row() override {
        const int code = sqlite3_step(statement_.get());
        sqlite3_reset(statement_.get());
        field_ = 0;
        if (code != SQLITE_DONE) fail(db_, path_, code, stop_);
    }
    void finish() override {}

private:
    void check(int code) {
        if (code != SQLITE_OK) fail(db_, path_, code);
    }
    sqlite3* db_;
    const std::string& path_;
    const std::stop_token& stop_;
    statement_ptr statement_;
    int field_ = 0;
};

/// Replaces `row`, reusing its texts.
void read_row(sqlite3_stmt* statement, sql_row& row) {
    row.resize(static_cast<std::size_t>(sqlite3_column_count(statement)));
    for (int i = 0; auto& column : row) {
        if (sqlite3_column_type(statement, i) == SQLITE_NULL) {
            column.reset();
        } else {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            if (!column) column.emplace();
            column->assign(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        }
        ++i;
    }
}

class statement_rows final : public row_stream {
public:
    statement_rows(sqlite3* db, const std::string& path, statement_ptr statement)
        : db_{db}, path_{path}, statement_{std::move(statement)} {}

    bool next(sql_row& row) override {
        const int code = sqlite3_step(statement_.get());
        if (code == SQLITE_DONE) return false;
        if (code != SQLITE_ROW) fail(db_, path_, code);
        read_row(statement_.get(), row);
        return true;
    }

private:
    sqlite3* db_;
    const std::string& path_;
    statement_ptr statement_;
};

class sqlite_session final : public sql_session {
public:
    sqlite_session(std::string path, std::shared_ptr<std::mutex> writer)
        : path_{std::move(path)}, writing_{*writer, std::defer_lock}, writer_{std::move(writer)} {
        sqlite3* db = nullptr;
        const int code = sqlite3_open_v2(path_.c_str(), &db,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
        db_.reset(db);
        if (code != SQLITE_OK) fail(db, path_, code);
        sqlite3_extended_result_codes(db, 1);
        sqlite3_busy_handler(db, wait_while_busy, this);
        // WAL lets readers go on during a load; FULL makes a commit survive a power cut, not only a crash.
        execute_script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192");
    }
    ~sqlite_session() override { rollback(); }

    sinks::engine engine() const override { return sinks::engine::sqlite; }

    void begin_read() override {
        rollback();
        execute_script("BEGIN");
        open_ = true;
    }
    void begin_write() override {
        rollback();
        enter_write();
    }
    bool begin_claimed(std::int64_t) override {  // one run per file (its lock), one queue per run: nobody else has it
        rollback();
        return true;
    }
    void enter_write() override {
        if (open_) return;
        writing_.lock();
        try {
            execute_script("BEGIN IMMEDIATE");
        } catch (...) {
            writing_.unlock();
            throw;
        }
        open_ = true;
    }
    void commit() override {
        if (!open_) return;
        execute_script("COMMIT");
        end();
    }
    void rollback() noexcept override {
        if (!open_) return;
        sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        end();
    }

    std::vector<sql_row> query(std::string_view sql, std::span<const sql_value> values) override {
        const statement_ptr statement = bound(sql, values);
        std::vector<sql_row> rows;
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) read_row(statement.get(), rows.emplace_back());
        if (code != SQLITE_DONE) fail(db_.get(), path_, code, stop_);
        return rows;
    }
    std::unique_ptr<row_stream> stream(std::string_view sql, std::span<const sql_value> values) override {
        return std::make_unique<statement_rows>(db_.get(), path_, bound(sql, values));
    }
    std::size_t execute(std::string_view sql, std::span<const sql_value> values) override {
        query(sql, values);
        return static_cast<std::size_t>(sqlite3_changes64(db_.get()));
    }
    void execute_script(std::string_view sql) override {
        const int code = sqlite3_exec(db_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) fail(db_.get(), path_, code, stop_);
    }
    std::unique_ptr<row_writer> bulk_insert(std::string_view table, std::span<const std::string_view> columns) override {
        return std::make_unique<insert_writer>(db_.get(), path_, table, columns, stop_);
    }
    void obey(std::stop_token stop, std::stop_token last) override {
        stop_ = std::move(stop);
        last_ = std::move(last);
        const auto interrupt = [this] { sqlite3_interrupt(db_.get()); };
        on_stop_.emplace(stop_, interrupt);
        on_last_.emplace(last_, interrupt);
    }
    bool has_table(std::string_view name) override {
        const sql_value parameter[] = {std::string(name)};
        return !query("SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = $1", parameter).empty();
    }

private:
    /// What SQLite asks when it meets a lock, and how often it did before; 1 is to try again.
    static int wait_while_busy(void* session, int times) {
        auto& self = *static_cast<sqlite_session*>(session);
        if (times == 0) self.stopped_before_wait_ = self.stop_.stop_requested();
        const bool stopping = self.stop_.stop_requested() && !self.stopped_before_wait_;
        if (stopping || self.last_.stop_requested() || times * busy_pause >= busy_timeout) return 0;
        std::this_thread::sleep_for(busy_pause);
        return 1;
    }

    struct close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };

    void end() noexcept {
        open_ = false;
        if (writing_.owns_lock()) writing_.unlock();
    }

    statement_ptr bound(std::string_view sql, std::span<const sql_value> values) {
        statement_ptr statement = prepare(db_.get(), path_, sql);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const int index = sqlite3_bind_parameter_index(statement.get(), ("$" + std::to_string(i + 1)).c_str());
            if (index != 0) bind_one(statement.get(), index, values[i]);
        }
        return statement;
    }

    /// Copies the value: a stream outlives what it was given.
    static void bind_one(sqlite3_stmt* statement, int index, const sql_value& value) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) sqlite3_bind_int64(statement, index, *number);
        else if (const auto* text = std::get_if<std::string>(&value))
            sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
        else if (const auto* bytes = std::get_if<blob>(&value))
            sqlite3_bind_blob(statement, index, bytes->bytes.data(), static_cast<int>(bytes->bytes.size()),
                              SQLITE_TRANSIENT);
    }

    std::string path_;
    std::unique_ptr<sqlite3, close> db_;
    std::unique_lock<std::mutex> writing_;
    std::shared_ptr<std::mutex> writer_;
    bool open_ = false;
    std::stop_token stop_, last_;
    bool stopped_before_wait_ = false;
    std::optional<std::stop_callback<std::function<void()>>> on_stop_, on_last_;  ///< last: gone before the file is closed
};

}  // namespace

std::unique_ptr<sql_session> open_session(const std::string& path, std::shared_ptr<std::mutex> writer) {
    return std::make_unique<sqlite_session>(path, std::move(writer));
}

}  // namespace sinks::sqlite
