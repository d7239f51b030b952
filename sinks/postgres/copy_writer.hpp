#pragma once
// Bulk rows into one PostgreSQL table: encoded as COPY text into a buffer, sent as one COPY whenever the buffer is full.
// Several writers on one session alternate, because each COPY is complete in itself.

#include <libpq-fe.h>

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sinks/sql_session.hpp"

namespace sinks::postgres {

/// Buffer of one COPY. Larger ones gained nothing (docs/decisions.md, 4); two tables of a slice need two.
inline constexpr std::size_t copy_batch_bytes = 1u << 20;

class copy_writer final : public row_writer {
public:
    /// `fail` turns the connection's last error into a sink_error and throws it; `waiting` is true while the server is
    /// waited for. All live as long as the session.
    copy_writer(PGconn* connection, std::string_view table, std::span<const std::string_view> columns,
                std::function<void(PGresult*)> fail, std::atomic<bool>& waiting);

    void null() override;
    void text(std::string_view value) override;
    void integer(std::int64_t value) override;
    void boolean(bool value) override;
    void end_row() override;
    void finish() override;

private:
    void separate();
    void send();

    PGconn* connection_;
    std::string statement_;
    std::function<void(PGresult*)> fail_;
    std::atomic<bool>& waiting_;
    std::string buffer_;
    bool row_begun_ = false;
};

}  // namespace sinks::postgres
