#include "sinks/postgres/postgres_session.hpp"

#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <optional>

#include "sinks/postgres/copy_writer.hpp"
#include "sinks/postgres/postgres_errors.hpp"
#include "sinks/postgres/server_wait.hpp"
#include "sinks/postgres/pqxx_access.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::postgres {

namespace {

/// Whatever the role, the database or the server are set to, our texts, dates, times and waits mean the same, and the claim of a
/// process or node that dies comes free soon (docs/decisions.md, 2). SET LOCAL only: a pooler may hand the next transaction
/// another server connection.
constexpr const char* transaction_settings =
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL client_encoding = 'UTF8'; "
    "SET LOCAL idle_in_transaction_session_timeout = 0; "
    "SET LOCAL client_connection_check_interval = '1s'; SET LOCAL tcp_keepalives_idle = 60; "
    "SET LOCAL tcp_keepalives_interval = 10; SET LOCAL tcp_keepalives_count = 3";

/// BYTEA in the text protocol: \x and hex digits.
std::string hex_bytes(const std::string& bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string hex = "\\x";
    hex.reserve(2 + bytes.size() * 2);
    for (const char c : bytes) {
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[static_cast<unsigned char>(c) & 15];
    }
    return hex;
}

parameters to_text(std::span<const sql_value> values) {
    parameters texts;
    texts.reserve(values.size());
    for (const sql_value& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) texts.push_back(std::to_string(*number));
        else if (const auto* text = std::get_if<std::string>(&value)) texts.push_back(*text);
        else if (const auto* bytes = std::get_if<blob>(&value)) texts.push_back(hex_bytes(bytes->bytes));
        else texts.push_back(std::nullopt);
    }
    return texts;
}

/// Rows asked of a cursor at a time: some hundred kilobytes.
constexpr std::size_t rows_per_fetch = 500;

/// Replaces `row`, reusing its texts.
void read_row(const pqxx::result& result, std::size_t index, sql_row& row) {
    const auto tuple = result[static_cast<pqxx::result::size_type>(index)];
    row.resize(static_cast<std::size_t>(tuple.size()));
    for (pqxx::row::size_type i = 0; auto& column : row) {
        const auto field = tuple[i++];
        if (field.is_null()) {
            column.reset();
        } else {
            if (!column) column.emplace();
            column->assign(field.c_str(), field.size());
        }
    }
}

/// The rows of a cursor, which ends with its transaction.
class cursor_rows final : public row_stream {
public:
    explicit cursor_rows(std::function<pqxx::result()> fetch) : fetch_{std::move(fetch)} {}

    bool next(sql_row& row) override {
        if (at_ == static_cast<std::size_t>(batch_.size())) {
            batch_ = fetch_();
            at_ = 0;
        }
        if (batch_.empty()) return false;
        read_row(batch_, at_++, row);
        return true;
    }

private:
    std::function<pqxx::result()> fetch_;
    pqxx::result batch_;
    std::size_t at_ = 0;
};

class postgres_session final : public sql_session {
public:
    postgres_session(const std::string& conninfo, std::string description)
        : description_{std::move(description)}, connection_{connect(conninfo)} {
        PQsetNoticeProcessor(connection_->raw, [](void*, const char*) {}, nullptr);
    }
    ~postgres_session() override { rollback(); }

    sinks::engine engine() const override { return sinks::engine::postgresql; }

    void begin_read() override {
        begin("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; ");
    }
    void begin_write() override { begin(""); }

    bool begin_claimed(std::int64_t key) override {
        begin("");
        claimed_only_ = true;
        const sql_value parameter[] = {key};
        const auto rows = query("SELECT pg_try_advisory_xact_lock($1::bigint)", parameter);
        if (as_bool(rows.at(0).at(0))) return true;
        rollback();
        return false;
    }

    void enter_write() override { claimed_only_ = false; }

    void commit() override {
        copy_.wait();
        // libpqxx does not notice when COMMIT of a failed transaction is answered by ROLLBACK (docs/decisions.md, 4).
        if (const auto state = PQtransactionStatus(connection_->raw); state == PQTRANS_INERROR) {
            rollback();
            throw sink_error("PostgreSQL at " + description_ + ": the transaction had failed before its commit");
        }
        const server_wait wait{waiting_};
        try {
            transaction_->commit();
        } catch (const pqxx::in_doubt_error& error) {
            transaction_.reset();
            sink_error doubt = told("", error.what());
            doubt.in_doubt = true;
            throw doubt;
        } catch (...) {
            translate();
        }
        transaction_.reset();
    }

    void rollback() noexcept override {
        copy_.abandon();
        try {
            transaction_.reset();
        } catch (...) {  // the connection is gone, and the transaction with it
        }
    }

    std::vector<sql_row> query(std::string_view sql, std::span<const sql_value> values) override {
        const pqxx::result result = run(sql, values);
        std::vector<sql_row> rows(static_cast<std::size_t>(result.size()));
        for (std::size_t i = 0; i < rows.size(); ++i) read_row(result, i, rows[i]);
        return rows;
    }

    std::unique_ptr<row_stream> stream(std::string_view sql, std::span<const sql_value> values) override {
        const std::string name = "stream_" + std::to_string(++streams_);
        // All rows will be read: a plan that is quick to the first of them would be the wrong one.
        execute_script("SET LOCAL cursor_tuple_fraction = 1.0");
        run("DECLARE " + name + " NO SCROLL CURSOR FOR " + std::string(sql), values);
        return std::make_unique<cursor_rows>(
            [this, fetch = "FETCH " + std::to_string(rows_per_fetch) + " FROM " + name] { return run(fetch, {}); });
    }

    std::size_t execute(std::string_view sql, std::span<const sql_value> values) override {
        return static_cast<std::size_t>(run(sql, values).affected_rows());
    }

    void execute_script(std::string_view sql) override {
        copy_.wait();
        const server_wait wait{waiting_};
        try {
            transaction_->exec(std::string(sql));
        } catch (...) {
            translate();
        }
    }

    std::unique_ptr<row_writer> bulk_insert(std::string_view table, std::span<const std::string_view> columns) override {
        return std::make_unique<copy_writer>(copy_, table, columns);
    }

    /// Closing the socket under libpq is the one way out that needs nothing from the server; it notices within a second
    /// (client_connection_check_interval) and ends the transaction.
    void obey(std::stop_token stop, std::stop_token last) override {
        stop_ = std::move(stop);
        const auto hang_up = [socket = PQsocket(connection_->raw)] { ::shutdown(socket, SHUT_RDWR); };
        on_stop_.emplace(stop_, [this, hang_up] {
            if (waiting_) hang_up();
        });
        on_last_.emplace(std::move(last), hang_up);
    }

    bool has_table(std::string_view name) override {
        const sql_value parameter[] = {std::string(name)};
        return query("SELECT to_regclass($1)", parameter).at(0).at(0).has_value();
    }

private:
    std::unique_ptr<connection> connect(const std::string& conninfo) {
        try {
            return std::make_unique<connection>(conninfo);
        } catch (...) {
            translate();
        }
    }

    void begin(const std::string& first) {
        rollback();
        claimed_only_ = false;
        const server_wait wait{waiting_};
        try {
            transaction_ = std::make_unique<pqxx::work>(connection_->link);
            transaction_->exec(first + transaction_settings);
        } catch (...) {
            translate();
        }
    }

    pqxx::result run(std::string_view sql, std::span<const sql_value> values) {
        copy_.wait();
        const server_wait wait{waiting_};
        try {
            pqxx::result result = postgres::execute(*transaction_, std::string(sql), to_text(values));
            if (claimed_only_) release_snapshot();
            return result;
        } catch (...) {
            translate();
        }
    }

    /// A statement with parameters leaves its portal open until the next one, and the portal its snapshot: while a
    /// download runs, that would hold back vacuum. A statement of the simple protocol takes the portal's place and ends.
    void release_snapshot() { transaction_->exec("SELECT"); }

    sink_error told(std::string_view sqlstate, std::string_view words) const {
        sink_error error = make_error(sqlstate, words, description_);
        error.interrupted = stop_.stop_requested();
        return error;
    }

    /// Turns the exception in flight into a sink_error.
    [[noreturn]] void translate() {
        try {
            throw;
        } catch (const pqxx::insufficient_privilege& error) {  // libpqxx 6.4 forgets its SQLSTATE
            throw told("42501", error.what());
        } catch (const pqxx::sql_error& error) {
            throw told(error.sqlstate(), error.what());
        } catch (const pqxx::broken_connection& error) {
            throw told(startup_state(error.what()), error.what());
        } catch (const pqxx::failure& error) {
            throw told("", error.what());
        }
    }

    /// libpq gives no SQLSTATE for a refused log-in; these words of its are the only sign that waiting will not help.
    static std::string_view startup_state(std::string_view message) {
        if (message.find("authentication failed") != message.npos || message.find("no pg_hba.conf") != message.npos ||
            message.find("no password supplied") != message.npos)
            return "28000";
        if (message.find("does not exist") != message.npos)
            return message.find("database \"") != message.npos ? "3D000" : "28000";
        return "";
    }

    /// The error of a COPY that went around libpqxx.
    [[noreturn]] void fail(PGresult* result) {
        const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
        const char* words = result ? PQresultErrorMessage(result) : PQerrorMessage(connection_->raw);
        throw told(state ? state : "", words);
    }

    std::string description_;
    std::stop_token stop_;  ///< before the connection: errors of connecting look at it
    std::unique_ptr<connection> connection_;
    std::unique_ptr<pqxx::work> transaction_;
    std::size_t streams_ = 0;    ///< opened so far: each cursor has a name of its own
    bool claimed_only_ = false;  ///< nothing is written yet, and a long wait may be ahead
    std::atomic<bool> waiting_ = false;  ///< for the server
    background_copy copy_{connection_->raw, [this](PGresult* result) { fail(result); }, waiting_};
    std::optional<std::stop_callback<std::function<void()>>> on_stop_, on_last_;  ///< last: gone before the socket is closed
};

struct options_deleter {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using options_ptr = std::unique_ptr<PQconninfoOption, options_deleter>;

/// One option of the connection, with what libpq itself would default to.
std::string option(const PQconninfoOption* options, const PQconninfoOption* defaults, std::string_view keyword) {
    for (const auto* list : {options, defaults})
        for (const auto* entry = list; entry && entry->keyword; ++entry)
            if (keyword == entry->keyword && entry->val && *entry->val) return entry->val;
    return "";
}

}  // namespace

std::unique_ptr<sql_session> open_session(const std::string& url, const std::string& description, patience wait) {
    std::string limit = "7";
    if (wait == patience::brief) {
        limit = "2";
    } else {
        const options_ptr options{PQconninfoParse(url.c_str(), nullptr)}, defaults{PQconndefaults()};
        if (!option(options.get(), defaults.get(), "connect_timeout").empty()) limit.clear();
    }
    if (limit.empty()) return std::make_unique<postgres_session>(url, description);
    const char* const separator = url.find('?') == url.npos ? "?" : "&";  // what comes later wins
    return std::make_unique<postgres_session>(url + separator + "connect_timeout=" + limit, description);
}

std::string describe(const std::string& conninfo) {
    const options_ptr options{PQconninfoParse(conninfo.c_str(), nullptr)};
    if (!options) {  // libpq's own message may quote the URL, and with it the password
        sink_error error{"DATABASE_URL is not a PostgreSQL URL that libpq can read: it should look like "
                         "postgresql://user:password@host:5432/database"};
        error.configuration = true;
        throw error;
    }
    const options_ptr defaults{PQconndefaults()};
    std::string host = option(options.get(), defaults.get(), "host");
    if (host.empty()) host = "local socket";
    return host + ":" + option(options.get(), defaults.get(), "port") + "/" +
           option(options.get(), defaults.get(), "dbname");
}

}  // namespace sinks::postgres
