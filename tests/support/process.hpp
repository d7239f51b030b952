#pragma once
// Runs a program as users do: its own process, environment and directory; what it says, how it ends, what memory it
// took.

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace test_support {

class pseudo_terminal;

struct process_options {
    std::vector<std::string> command;                ///< the program's path first
    std::map<std::string, std::string> environment;  ///< all of it: nothing is inherited
    std::filesystem::path directory = "/";
    std::string input{};           ///< what it finds on stdin
    bool out_is_terminal = false;  ///< a pseudo terminal of 120 columns instead of a file
    bool err_is_terminal = false;
};

struct process_result {
    int exit_code = -1;  ///< -1 when a signal ended it
    int signal = 0;      ///< 0 when it exited by itself
    std::string out;
    std::string err;
    /// The high-water mark of its memory, last looked at some milliseconds before its end. Not from wait4's rusage,
    /// which begins with the memory of the test itself.
    std::size_t peak_bytes = 0;
    std::chrono::milliseconds took{0};
    bool timed_out = false;  ///< and killed
};

/// A child that dies with the test, whatever happens.
class process {
public:
    /// Throws std::runtime_error when it cannot be started. What it says to a terminal is taken from there in `wait`
    /// only.
    explicit process(const process_options& options);
    ~process();
    process(process&& other) noexcept;
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    pid_t id() const { return id_; }
    bool running();
    void send(int signal) const;
    /// Waits for its end, and kills it after `timeout`.
    process_result wait(std::chrono::seconds timeout = std::chrono::seconds{120});

private:
    void become(const process_options& options, int out, int err);
    bool reap();
    void look_at_memory();

    pid_t id_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::unique_ptr<pseudo_terminal> out_terminal_;
    std::unique_ptr<pseudo_terminal> err_terminal_;
    bool ended_ = false;
    std::chrono::steady_clock::time_point started_;
    process_result result_;
};

process_result run_process(const process_options& options, std::chrono::seconds timeout = std::chrono::seconds{120});

}  // namespace test_support
