#pragma once
// The seam to the database: one connection, one thread, blocking. Two implementations (PostgreSQL, SQLite) that pass one
// contract suite. Everything above it (status, targets, loading, exports) is written once, in SQL that both understand.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sinks {

enum class engine { postgresql, sqlite };

/// Bytes for a BYTEA/BLOB column; all other parameters are text or integers.
struct blob {
    std::string bytes;
};

/// A bound parameter. Booleans are bound as integers 0 and 1, dates and timestamps as text in UTC, JSON as text.
using sql_value = std::variant<std::nullptr_t, std::int64_t, std::string, blob>;

/// A result row, every column as text (booleans `t`/`f` or `1`/`0`: use as_bool); NULL is nullopt.
using sql_row = std::vector<std::optional<std::string>>;

/// Rows going into one table, in bulk, inside the session's write transaction. Fields in the order of the columns given
/// to `bulk_insert`; a text has to live until `end_row`. Memory is bounded by one batch.
class row_writer {
public:
    virtual ~row_writer() = default;
    virtual void null() = 0;
    virtual void text(std::string_view value) = 0;
    virtual void integer(std::int64_t value) = 0;
    virtual void boolean(bool value) = 0;
    virtual void end_row() = 0;
    /// Sends what is still buffered. A writer destroyed without it has written an unknown part; roll back then.
    virtual void finish() = 0;

    void text_or_null(const std::optional<std::string_view>& value) { value ? text(*value) : null(); }
    void integer_or_null(const std::optional<std::int64_t>& value) { value ? integer(*value) : null(); }
    void boolean_or_null(const std::optional<bool>& value) { value ? boolean(*value) : null(); }
};

/// The rows of one query, one at a time and in constant memory: for results of any size. Several may be open at once. It
/// borrows the session, and ends with its transaction at the latest.
class row_stream {
public:
    virtual ~row_stream() = default;
    /// Replaces `row`; false when there is none left.
    virtual bool next(sql_row& row) = 0;
};

/// One connection. Throws sink_error; after a retryable one the session is of no more use: open another.
class sql_session {
public:
    virtual ~sql_session() = default;

    virtual sinks::engine engine() const = 0;

    // ---- transactions; none nests. The destructor rolls back what is open.
    /// Begins a transaction that sees one state of the database throughout and writes nothing.
    virtual void begin_read() = 0;
    /// Begins a transaction for writing (SQLite takes its write lock here).
    virtual void begin_write() = 0;
    /// Begins a transaction that holds the claim `key` to its end, without holding back vacuum or blocking writers;
    /// false (and no transaction) when another process holds it. Call `enter_write` before the first write.
    virtual bool begin_claimed(std::int64_t key) = 0;
    /// From claimed to writing: the claim stays. Does nothing in a transaction that already writes.
    virtual void enter_write() = 0;
    /// A commit whose answer was lost throws with in_doubt.
    virtual void commit() = 0;
    /// Never throws: a connection that is gone has rolled back by itself.
    virtual void rollback() noexcept = 0;

    // ---- statements, inside a transaction. Placeholders are $1, $2, ... in both engines.
    virtual std::vector<sql_row> query(std::string_view sql, std::span<const sql_value> parameters = {}) = 0;
    /// The same rows without holding them all.
    virtual std::unique_ptr<row_stream> stream(std::string_view sql, std::span<const sql_value> parameters = {}) = 0;
    /// Rows affected.
    virtual std::size_t execute(std::string_view sql, std::span<const sql_value> parameters = {}) = 0;
    /// Several statements without parameters.
    virtual void execute_script(std::string_view sql) = 0;
    /// A bulk writer into `table`; `columns` in the order in which fields will come. It borrows the session.
    virtual std::unique_ptr<row_writer> bulk_insert(std::string_view table,
                                                    std::span<const std::string_view> columns) = 0;

    /// From now on `stop` ends the statement that runs or waits at that moment, whatever it waits for (a lock, a server that
    /// does not answer). Later ones may still write down how far we came, until `last` ends them as well. What is ended
    /// throws with `interrupted`, and the session is of no more use.
    virtual void obey(std::stop_token stop, std::stop_token last) = 0;

    /// Whether a table or view of that name exists.
    virtual bool has_table(std::string_view name) = 0;
};

/// Rolls back unless committed: makes leaving by exception safe.
class transaction {
public:
    enum class kind { read, write };
    transaction(sql_session& session, kind k);
    ~transaction();
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    void commit();

private:
    sql_session& session_;
    bool open_ = true;
};

/// Reads what either engine says for a boolean; nullopt counts as false.
bool as_bool(const std::optional<std::string>& column);
std::optional<std::int64_t> as_integer(const std::optional<std::string>& column);
/// Binds an optional text, integer or boolean as NULL or value.
sql_value bind(const std::optional<std::string>& value);
sql_value bind(const std::optional<std::int64_t>& value);
sql_value bind(bool value);

}  // namespace sinks
