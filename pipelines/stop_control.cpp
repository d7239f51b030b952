#include "pipelines/stop_control.hpp"

#include <signal.h>

#include <ctime>

namespace pipelines {

namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

stop_control::stop_control(std::optional<std::chrono::seconds> deadline) {
    if (deadline) deadline_ = std::chrono::steady_clock::now() + *deadline;
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ::signal(SIGPIPE, SIG_IGN);  // a reader of stdout that left is seen where we write
    watcher_ = std::thread{[this] { watch(); }};
}

exit_code stop_control::signal_code() const {
    switch (signal()) {
        case 0: return exit_code::complete;
        case SIGINT: return exit_code::interrupted;
        default: return exit_code::terminated;
    }
}

stop_control::~stop_control() {
    over_ = true;
    watcher_.join();
}

void stop_control::stop_softly() {
    stopping_ = true;
    if (!grace_ends_) grace_ends_ = std::chrono::steady_clock::now() + stop_grace;
}

void stop_control::abandon() {
    stopping_ = true;
    hard_.request_stop();
}

void stop_control::watch() {
    const sigset_t set = stop_signals();
    constexpr timespec pause{0, 100'000'000};
    while (!over_) {
        const int received = sigtimedwait(&set, nullptr, &pause);
        const auto now = std::chrono::steady_clock::now();
        if (received > 0) {
            if (signal_ != 0) hard_.request_stop();  // asked twice: no grace
            signal_ = received;
            stop_softly();
        }
        if (!stopping_ && deadline_passed()) {
            deadline_came_ = true;
            stop_softly();
        }
        if (grace_ends_ && now >= *grace_ends_) hard_.request_stop();
        if (grace_ends_ && now >= *grace_ends_ + farewell_grace) last_.request_stop();
    }
}

}  // namespace pipelines
