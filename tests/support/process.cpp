#include "tests/support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/pseudo_terminal.hpp"

namespace test_support {

namespace {

using std::chrono::steady_clock;

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int make_capture(const char* name) {
    const int fd = ::memfd_create(name, MFD_CLOEXEC);
    if (fd < 0) throw std::runtime_error("cannot create a file in memory");
    return fd;
}

std::string captured(int fd) {
    std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t got = ::pread(fd, text.data() + have, text.size() - have, static_cast<off_t>(have));
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    return text;
}

std::string said(int file, pseudo_terminal* terminal) {
    if (terminal == nullptr) return captured(file);
    terminal->drain();
    return terminal->text();
}

}  // namespace

process::process(const process_options& options)
    : in_{make_capture("stdin")},
      out_{make_capture("stdout")},
      err_{make_capture("stderr")},
      started_{steady_clock::now()} {
    if (::pwrite(in_, options.input.data(), options.input.size(), 0) != static_cast<ssize_t>(options.input.size()))
        throw std::runtime_error("cannot keep the input in memory");
    if (options.out_is_terminal) out_terminal_ = std::make_unique<pseudo_terminal>();
    if (options.err_is_terminal) err_terminal_ = std::make_unique<pseudo_terminal>();
    const pid_t parent = ::getpid();
    id_ = ::fork();
    if (id_ < 0) throw std::runtime_error("cannot fork");
    if (id_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() == parent)
            become(options, out_terminal_ ? out_terminal_->program_side() : out_,
                   err_terminal_ ? err_terminal_->program_side() : err_);
        ::_exit(127);
    }
    for (const auto& terminal : {out_terminal_.get(), err_terminal_.get()})
        if (terminal != nullptr) terminal->hand_over();
}

/// In the child. Returns only when it fails.
void process::become(const process_options& options, int out, int err) {
    std::vector<std::string> command = options.command, environment;
    for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);
    const auto arguments = pointers_to(command), variables = pointers_to(environment);
    const bool ready =
        ::chdir(options.directory.c_str()) == 0 && ::dup2(in_, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2;
    if (ready) ::execve(arguments.front(), arguments.data(), variables.data());
}

process::process(process&& other) noexcept
    : id_{other.id_},
      in_{std::exchange(other.in_, -1)},
      out_{std::exchange(other.out_, -1)},
      err_{std::exchange(other.err_, -1)},
      out_terminal_{std::move(other.out_terminal_)},
      err_terminal_{std::move(other.err_terminal_)},
      ended_{std::exchange(other.ended_, true)},
      started_{other.started_},
      result_{std::move(other.result_)} {}

process::~process() {
    if (!ended_) {
        ::kill(id_, SIGKILL);
        while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    for (const int file : {in_, out_, err_})
        if (file >= 0) ::close(file);
}

bool process::running() { return !reap(); }

void process::send(int signal) const {
    if (!ended_) ::kill(id_, signal);
}

bool process::reap() {
    if (ended_) return true;
    int status = 0;
    if (::waitpid(id_, &status, WNOHANG) != id_) return false;
    ended_ = true;
    if (WIFEXITED(status)) result_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result_.signal = WTERMSIG(status);
    result_.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started_);
    return true;
}

void process::look_at_memory() {
    std::ifstream status("/proc/" + std::to_string(id_) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            result_.peak_bytes = static_cast<std::size_t>(std::strtoull(line.c_str() + 6, nullptr, 10)) * 1024;
}

process_result process::wait(std::chrono::seconds timeout) {
    const auto end = steady_clock::now() + timeout;
    while (!reap()) {
        if (steady_clock::now() > end && !result_.timed_out) {
            result_.timed_out = true;
            send(SIGKILL);
        }
        look_at_memory();
        if (out_terminal_) out_terminal_->drain();
        if (err_terminal_) err_terminal_->drain();
        std::this_thread::sleep_for(std::chrono::milliseconds{3});
    }
    result_.out = said(out_, out_terminal_.get());
    result_.err = said(err_, err_terminal_.get());
    return result_;
}

process_result run_process(const process_options& options, std::chrono::seconds timeout) {
    return process{options}.wait(timeout);
}

}  // namespace test_support
