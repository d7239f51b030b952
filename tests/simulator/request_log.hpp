#pragma once
// One line per request, for tests to assert what was asked, of whom, and that no token went to the blob host.

#include <chrono>
#include <cstdint>
#include <fstream>
#include <mutex>
#include <string>

#include "tests/simulator/http_message.hpp"

namespace simulator {

/// May be used by any number of threads at once.
class request_log {
public:
    /// Appends to the file; no path, no log. Throws std::runtime_error when the file cannot be opened.
    explicit request_log(const std::string& path);

    /// Writes one JSON object and flushes it. The signature in a link's query is never written.
    void write(const http_request& request, const http_answer& answer, std::int64_t bytes_sent);

private:
    std::mutex mutex_;
    bool wanted_;
    std::ofstream file_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The line without its end. `at` is when it had arrived, since the simulator's start:
/// lines are written when answers end, which may be in another order.
std::string to_log_line(const http_request& request, const http_answer& answer, std::int64_t bytes_sent,
                        std::chrono::milliseconds at);

}  // namespace simulator
