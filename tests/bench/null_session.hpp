#pragma once
// A database that takes every row and keeps none: rows are encoded as they would go to PostgreSQL, and dropped.

#include <cstdint>

#include "sinks/sql_session.hpp"

namespace bench {

/// Statements do nothing and find nothing; there is one user of it at a time.
class null_session final : public sinks::sql_session {
public:
    sinks::engine engine() const override { return sinks::engine::postgresql; }
    void begin_read() override {}
    void begin_write() override {}
    bool begin_claimed(std::int64_t) override { return true; }
    void enter_write() override {}
    void commit() override {}
    void rollback() noexcept override {}
    std::vector<sinks::sql_row> query(std::string_view, std::span<const sinks::sql_value>) override { return {}; }
    std::unique_ptr<sinks::row_stream> stream(std::string_view, std::span<const sinks::sql_value>) override;
    std::size_t execute(std::string_view, std::span<const sinks::sql_value>) override { return 0; }
    void execute_script(std::string_view) override {}
    std::unique_ptr<sinks::row_writer> bulk_insert(std::string_view, std::span<const std::string_view>) override;
    void obey(std::stop_token, std::stop_token) override {}
    bool has_table(std::string_view) override { return true; }

    /// Bytes that were encoded and dropped.
    std::uint64_t encoded_bytes() const { return encoded_bytes_; }

private:
    std::uint64_t encoded_bytes_ = 0;
};

}  // namespace bench
