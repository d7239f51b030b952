#pragma once
// How far a run has come, as one line at the bottom of a terminal. Log lines go above it; without a terminal there is
// none.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "pipelines/progress_line.hpp"

namespace pipelines {

/// At most five drawings a second.
inline constexpr std::chrono::milliseconds progress_pause{200};

/// Whether there is a line at all: stderr is a terminal that can erase, and nobody asked for silence or for JSON.
struct progress_wish {
    bool terminal = false;
    std::string term;  ///< $TERM
    bool quiet = false;
    bool json_logs = false;
};
constexpr bool shows_progress(const progress_wish& wish) {
    return wish.terminal && !wish.quiet && !wish.json_logs && !wish.term.empty() && wish.term != "dumb";
}

/// Thread-safe. Not shown, every call is next to nothing. Writes to `file` without buffering; what goes wrong there is
/// nobody's concern.
class progress {
public:
    explicit progress(bool shown = false, int file = 2) : shown_{shown}, file_{file} {}
    ~progress() { end(); }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    bool shown() const { return shown_; }

    /// From now on there is a line, drawn by a thread of its own that takes no signals. `what` is `sync`, `import`, ...
    void begin(std::string_view what, std::size_t slices_planned);
    /// Erases the line for good.
    void end();

    void slice_done();
    void add_bytes(std::int64_t bytes);
    void add_rows(std::int64_t rows);
    /// What the run stands still for, in a few words; empty: it goes on.
    void waiting(const std::string& text);

    /// Erases the line, calls `write` (a log line, say), and draws again: at once, or when the next drawing is due.
    void around(const std::function<void()>& write);

    progress_counts counts() const;

private:
    void tick();
    void draw(std::chrono::steady_clock::time_point now);
    void erase();
    void put(std::string_view text) const;
    int columns() const;

    const bool shown_;
    const int file_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    progress_counts counts_;
    std::chrono::steady_clock::time_point begun_;
    std::chrono::steady_clock::time_point drawn_;
    std::string on_screen_;  ///< empty while there is no line
    bool running_ = false;
    std::thread ticker_;
};

}  // namespace pipelines
