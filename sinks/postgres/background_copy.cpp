#include "sinks/postgres/background_copy.hpp"

#include <algorithm>
#include <memory>
#include <utility>

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

background_copy::background_copy(PGconn* connection, std::function<void(PGresult*)> fail, std::atomic<bool>& waiting)
    : connection_{connection}, fail_{std::move(fail)}, waiting_{waiting} {}

void background_copy::send(const std::string& statement, copy_encoder& rows) {
    wait();
    statement_ = statement;
    std::swap(rows_, rows);
    rows.clear();
    // A thread a megabyte is cheap beside its rows. Where the system has no more threads, wait() does the work.
    on_its_way_ = std::async(std::launch::async | std::launch::deferred, [this] { copy(); });
}

void background_copy::copy() const {
    const server_wait wait{waiting_};
    const result_ptr begun{PQexec(connection_, statement_.c_str())};
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail_(begun.get());
    const std::string_view bytes = rows_.bytes();
    for (std::size_t sent = 0; sent < bytes.size(); sent += block_bytes) {
        const std::size_t size = std::min(block_bytes, bytes.size() - sent);
        if (PQputCopyData(connection_, bytes.data() + sent, static_cast<int>(size)) != 1) fail_(nullptr);
    }
    if (PQputCopyEnd(connection_, nullptr) != 1) fail_(nullptr);
    result_ptr failed;
    while (PGresult* next = PQgetResult(connection_)) {
        result_ptr result{next};
        if (PQresultStatus(next) != PGRES_COMMAND_OK) failed = std::move(result);
    }
    if (failed) fail_(failed.get());
}

void background_copy::abandon() noexcept {
    try {
        wait();
    } catch (...) {  // whoever gave up has the reason; the transaction has failed with it
    }
}

}  // namespace sinks::postgres
