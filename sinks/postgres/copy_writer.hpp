#pragma once
// Bulk rows into one PostgreSQL table: encoded as COPY text into a buffer, sent as one COPY whenever the buffer is
// full. Several writers on one session alternate, because each COPY is complete in itself.

#include <span>
#include <string>
#include <string_view>

#include "sinks/postgres/background_copy.hpp"
#include "sinks/postgres/copy_encoder.hpp"
#include "sinks/sql_session.hpp"

namespace sinks::postgres {

/// An error of the database comes out of a later row, or of finish().
class copy_writer final : public row_writer {
public:
    /// Borrows the session's `copy`.
    copy_writer(background_copy& copy, std::string_view table, std::span<const std::string_view> columns);
    /// Without a finish(), what was sent is to be rolled back, whatever became of it.
    ~copy_writer() override { copy_.abandon(); }
    copy_writer(const copy_writer&) = delete;
    copy_writer& operator=(const copy_writer&) = delete;

    void null() override { rows_.null(); }
    void text(std::string_view value) override { rows_.text(value); }
    void integer(std::int64_t value) override { rows_.integer(value); }
    void boolean(bool value) override { rows_.boolean(value); }
    void end_row() override {
        rows_.end_row();
        if (rows_.bytes().size() >= copy_batch_bytes) copy_.send(statement_, rows_);
    }
    void finish() override {
        if (!rows_.bytes().empty()) copy_.send(statement_, rows_);
        copy_.wait();
    }

private:
    background_copy& copy_;
    std::string statement_;
    copy_encoder rows_{copy_buffer_bytes};
};

}  // namespace sinks::postgres
