#include "sinks/postgres/copy_writer.hpp"

#include <algorithm>
#include <memory>

#include "sinks/postgres/copy_text.hpp"
#include "sinks/postgres/server_wait.hpp"

namespace sinks::postgres {

namespace {

/// What libpq takes at once: it copies the block into its own buffer, so small blocks keep that one small.
constexpr std::size_t block_bytes = 64u << 10;

struct result_deleter {
    void operator()(PGresult* result) const { PQclear(result); }
};
using result_ptr = std::unique_ptr<PGresult, result_deleter>;

}  // namespace

copy_writer::copy_writer(PGconn* connection, std::string_view table, std::span<const std::string_view> columns,
                         std::function<void(PGresult*)> fail, std::atomic<bool>& waiting)
    : connection_{connection}, fail_{std::move(fail)}, waiting_{waiting} {
    statement_ = "COPY " + std::string(table) + " (";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) statement_ += ", ";
        statement_ += columns[i];
    }
    statement_ += ") FROM STDIN";
    buffer_.reserve(copy_batch_bytes + block_bytes);
}

void copy_writer::separate() {
    if (row_begun_) buffer_ += '\t';
    row_begun_ = true;
}

void copy_writer::null() {
    separate();
    buffer_ += "\\N";
}

void copy_writer::text(std::string_view value) {
    separate();
    append_copy_text(buffer_, value);
}

void copy_writer::integer(std::int64_t value) {
    separate();
    append_copy_integer(buffer_, value);
}

void copy_writer::boolean(bool value) {
    separate();
    buffer_ += value ? 't' : 'f';
}

void copy_writer::end_row() {
    buffer_ += '\n';
    row_begun_ = false;
    if (buffer_.size() >= copy_batch_bytes) send();
}

void copy_writer::finish() {
    if (!buffer_.empty()) send();
}

void copy_writer::send() {
    const server_wait wait{waiting_};
    const result_ptr begun{PQexec(connection_, statement_.c_str())};
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail_(begun.get());
    for (std::size_t sent = 0; sent < buffer_.size(); sent += block_bytes) {
        const std::size_t size = std::min(block_bytes, buffer_.size() - sent);
        if (PQputCopyData(connection_, buffer_.data() + sent, static_cast<int>(size)) != 1) fail_(nullptr);
    }
    if (PQputCopyEnd(connection_, nullptr) != 1) fail_(nullptr);
    result_ptr failed;
    while (PGresult* next = PQgetResult(connection_)) {
        result_ptr result{next};
        if (PQresultStatus(next) != PGRES_COMMAND_OK) failed = std::move(result);
    }
    if (failed) fail_(failed.get());
    buffer_.clear();
    if (buffer_.capacity() > 4 * copy_batch_bytes) {  // one giant row must not keep its memory
        buffer_.shrink_to_fit();
        buffer_.reserve(copy_batch_bytes + block_bytes);
    }
}

}  // namespace sinks::postgres
