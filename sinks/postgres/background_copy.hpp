#pragma once
// One COPY at a time on its way to the server while the caller makes the next one: the server's work on rows and
// indexes and our decoding go on side by side. One per session; whoever else needs the connection waits for it first.

#include <libpq-fe.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <string>

#include "sinks/postgres/copy_encoder.hpp"

namespace sinks::postgres {

/// Buffer of one COPY. Larger ones gained nothing (docs/decisions.md, 4); a slice with two tables has three: two are
/// filled, one is sent.
inline constexpr std::size_t copy_batch_bytes = 1u << 20;
/// The row that fills a batch ends beyond it.
inline constexpr std::size_t copy_buffer_bytes = copy_batch_bytes + (64u << 10);

class background_copy {
public:
    /// `fail` turns a result, or the connection's last error where that is null, into a sink_error and throws it;
    /// `waiting` is true while a COPY is on its way. All live as long as this.
    background_copy(PGconn* connection, std::function<void(PGresult*)> fail, std::atomic<bool>& waiting);
    ~background_copy() { abandon(); }
    background_copy(const background_copy&) = delete;
    background_copy& operator=(const background_copy&) = delete;

    /// Waits for the COPY before this one, then sends `rows` with `statement` and returns at once; `rows` comes back
    /// empty. Throws what became of the one before.
    void send(const std::string& statement, copy_encoder& rows);

    /// Waits until the server has taken what was sent. Throws what became of it.
    void wait() {
        if (on_its_way_.valid()) on_its_way_.get();
    }

    /// The same where it does not matter any more: the transaction is given up.
    void abandon() noexcept;

private:
    void copy() const;

    PGconn* connection_;
    std::function<void(PGresult*)> fail_;
    std::atomic<bool>& waiting_;
    std::string statement_;
    copy_encoder rows_{copy_buffer_bytes};
    std::future<void> on_its_way_;
};

}  // namespace sinks::postgres
