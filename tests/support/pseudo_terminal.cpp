#include "tests/support/pseudo_terminal.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace test_support {

pseudo_terminal::pseudo_terminal() {
    ours_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    std::array<char, 64> name{};
    const bool named = ours_ >= 0 && ::grantpt(ours_) == 0 && ::unlockpt(ours_) == 0 &&
                       ::ptsname_r(ours_, name.data(), name.size()) == 0;
    program_ = named ? ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    const winsize size{.ws_row = 40, .ws_col = 120, .ws_xpixel = 0, .ws_ypixel = 0};
    if (program_ < 0 || ::ioctl(program_, TIOCSWINSZ, &size) != 0) throw std::runtime_error("no pseudo terminal");
}

pseudo_terminal::~pseudo_terminal() {
    hand_over();
    if (ours_ >= 0) ::close(ours_);
}

void pseudo_terminal::hand_over() {
    if (program_ >= 0) ::close(program_);
    program_ = -1;
}

void pseudo_terminal::drain() {
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = ::read(ours_, buffer.data(), buffer.size())) > 0;)
        text_.append(buffer.data(), static_cast<std::size_t>(got));
}

}  // namespace test_support
