#pragma once
// Work on one slice that another process may hold at the moment, over a database that may go away.

#include <chrono>
#include <memory>
#include <thread>

#include "pipelines/obeying_session.hpp"
#include "sinks/sink_error.hpp"

namespace pipelines {

/// A slice that another process holds is tried again this often.
inline constexpr std::chrono::milliseconds held_pause{500};
/// Fresh sessions for one slice; the pauses before them double from a second on.
inline constexpr int reconnects_max = 5;

/// The first report of `attempt(session)` whose end is not `held`, or the last one once a stop was asked for. `session`
/// is opened where there is none, and again when the database broke the transaction. Throws sinks::sink_error when that
/// does not help.
template <typename Attempt>
auto once_free(const command_context& context, const stop_control& stop, sinks::database& database,
               std::unique_ptr<sinks::sql_session>& session, const schema::slice& slice, const Attempt& attempt) {
    for (int reconnects = 0;;) {
        try {
            if (!session) session = open_obeying(database, stop);
            auto report = attempt(*session);
            if (report.end != decltype(report.end)::held || stop.stopping()) return report;
            std::this_thread::sleep_for(held_pause);
        } catch (const sinks::sink_error& error) {
            session.reset();
            if (!error.retryable || reconnects == reconnects_max || stop.stopping()) throw;
            context.log.warn("slice=\"{}\" {}; trying again", slice.text(), error.what());
            std::this_thread::sleep_for(std::chrono::seconds{1 << reconnects++});
        }
    }
}

}  // namespace pipelines
