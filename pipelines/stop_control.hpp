#pragma once
// Why and when a run stops early: SIGINT, SIGTERM, the deadline, or a database that is gone.

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

#include "pipelines/exit_code.hpp"

namespace pipelines {

/// What is under way may take this long after a stop was asked for; then it is interrupted and rolled back.
inline constexpr std::chrono::seconds stop_grace{5};
/// And what remains to be said to the database so long again; then the run ends without it.
inline constexpr std::chrono::seconds farewell_grace{3};

/// Construct it before any other thread: it blocks the two signals for the process and waits for them in its own thread.
class stop_control {
public:
    explicit stop_control(std::optional<std::chrono::seconds> deadline);
    ~stop_control();
    stop_control(const stop_control&) = delete;
    stop_control& operator=(const stop_control&) = delete;

    /// No new work from now on.
    bool stopping() const { return stopping_ || deadline_passed(); }
    /// Requested when what is under way must end as well.
    std::stop_token token() const { return hard_.get_token(); }
    /// Requested when even the last words to the database have to end.
    std::stop_token last_token() const { return last_.get_token(); }
    std::optional<std::chrono::steady_clock::time_point> deadline() const { return deadline_; }

    bool deadline_came() const {
        const bool stopped = stopping_;  // looked at first: by the time it is set, so is whether the deadline did it
        return deadline_came_ || (!stopped && deadline_passed());
    }
    int signal() const { return signal_; }  ///< 0 for none
    /// What a run ends with because of the signal; `complete` without one.
    exit_code signal_code() const;

    /// Stops as a signal does, at once: nothing can be committed any more.
    void abandon();

private:
    bool deadline_passed() const { return deadline_ && *deadline_ <= std::chrono::steady_clock::now(); }
    void watch();
    void stop_softly();

    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> deadline_came_ = false;
    std::atomic<int> signal_ = 0;
    std::atomic<bool> over_ = false;
    std::optional<std::chrono::steady_clock::time_point> grace_ends_;  // of the watching thread
    std::stop_source hard_;
    std::stop_source last_;
    std::thread watcher_;
};

}  // namespace pipelines
