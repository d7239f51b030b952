#include "pipelines/progress.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

namespace pipelines {

namespace {

constexpr std::string_view erase_line = "\r\x1b[K";

/// Signals stay with the threads that wait for them.
std::thread start_without_signals(std::function<void()> run) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread{std::move(run)};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace

void progress::begin(std::string_view what, std::size_t slices_planned) {
    if (!shown_) return;
    end();
    const std::scoped_lock lock{mutex_};
    counts_ = {};
    counts_.what = what;
    counts_.slices_planned = slices_planned;
    begun_ = std::chrono::steady_clock::now();
    running_ = true;
    draw(begun_);
    ticker_ = start_without_signals([this] { tick(); });
}

void progress::end() {
    {
        const std::scoped_lock lock{mutex_};
        if (!running_) return;
        running_ = false;
        erase();
    }
    changed_.notify_all();
    ticker_.join();
}

void progress::slice_done() {
    if (!shown_) return;
    const std::scoped_lock lock{mutex_};
    ++counts_.slices_done;
}

void progress::add_bytes(std::int64_t bytes) {
    if (!shown_) return;
    const std::scoped_lock lock{mutex_};
    counts_.bytes += bytes;
}

void progress::add_rows(std::int64_t rows) {
    if (!shown_) return;
    const std::scoped_lock lock{mutex_};
    counts_.rows += rows;
}

void progress::waiting(const std::string& text) {
    if (!shown_) return;
    const std::scoped_lock lock{mutex_};
    counts_.waiting = text;
}

void progress::around(const std::function<void()>& write) {
    if (!shown_) return write();
    const std::scoped_lock lock{mutex_};
    erase();
    write();
    const auto now = std::chrono::steady_clock::now();
    if (running_ && now - drawn_ >= progress_pause) draw(now);
}

progress_counts progress::counts() const {
    const std::scoped_lock lock{mutex_};
    return counts_;
}

void progress::tick() {
    std::unique_lock lock{mutex_};
    while (running_) {
        const auto now = std::chrono::steady_clock::now();
        if (now - drawn_ >= progress_pause) draw(now);
        changed_.wait_until(lock, drawn_ + progress_pause);
    }
}

void progress::draw(std::chrono::steady_clock::time_point now) {
    drawn_ = now;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_);
    std::string line = progress_line(counts_, elapsed, columns());
    if (line == on_screen_) return;
    put(std::string(erase_line) + line);
    on_screen_ = std::move(line);
}

void progress::erase() {
    if (on_screen_.empty()) return;
    put(erase_line);
    on_screen_.clear();
}

void progress::put(std::string_view text) const {
    while (!text.empty()) {
        const ssize_t written = ::write(file_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

int progress::columns() const {
    constexpr int columns_unknown = 80;
    winsize size{};
    const bool known = ::ioctl(file_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : columns_unknown;
}

}  // namespace pipelines
