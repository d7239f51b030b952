#include "tests/support/fault_table.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace test_support {

void write_result(const fault_result& result) {
    const char* const path = std::getenv("SYNC_FAULTS_TABLE");
    if (path == nullptr) return;
    std::string line = result.fault + "\t" + (result.engine == sinks::engine::postgresql ? "PostgreSQL" : "SQLite") +
                       "\t" + result.did + "\t" + std::to_string(result.exit_code) + "\t" +
                       (result.correct ? "yes" : "NO");
    std::replace(line.begin(), line.end(), '\n', ' ');
    line += "\n";
    // One write to the end of the file: tests may run side by side.
    const int file = ::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    const ssize_t written = ::write(file, line.data(), line.size());
    ::close(file);
    if (written != static_cast<ssize_t>(line.size())) throw std::runtime_error(std::string("cannot write ") + path);
}

}  // namespace test_support
