#pragma once
// Sessions of a command that can be told to stop: none of them waits longer for the database than the command may live.

#include <memory>

#include "pipelines/commands.hpp"
#include "pipelines/stop_control.hpp"
#include "sinks/database.hpp"
#include "sinks/sink_error.hpp"

namespace pipelines {

/// A session that does not outwait a stop.
inline std::unique_ptr<sinks::sql_session> open_obeying(sinks::database& database, const stop_control& stop) {
    auto session = database.open();
    session->obey(stop.token(), stop.last_token());
    return session;
}

/// The same for the last words: it waits for nothing longer than a program may that was told to end.
inline std::unique_ptr<sinks::sql_session> open_for_last_words(sinks::database& database, const stop_control& stop) {
    auto session = stop.stopping() ? database.open_briefly() : database.open();
    session->obey(stop.last_token(), stop.last_token());
    return session;
}

/// Runs `work`, which may end early because a stop came while it waited for the database: what it was at is rolled back.
template <typename Work>
void until_stopped(const command_context& context, const Work& work) {
    try {
        work();
    } catch (const sinks::sink_error& error) {
        if (!error.interrupted) throw;
        context.log.warn("stopped while it waited for the database: what was under way is rolled back ({})", error.what());
    }
}

}  // namespace pipelines
