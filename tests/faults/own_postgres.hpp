#pragma once
// A PostgreSQL that one test may stop, restart and freeze, which nobody else would survive.

#include <filesystem>
#include <string>
#include <vector>

namespace faults {

/// Runs from construction to destruction, on a unix socket in a directory of its own; as the user postgres when the
/// test is root. While it lives, SYNC_TEST_POSTGRES leads there.
class own_postgres {
public:
    /// Throws std::runtime_error when it does not start.
    own_postgres();
    ~own_postgres();
    own_postgres(const own_postgres&) = delete;
    own_postgres& operator=(const own_postgres&) = delete;

    /// Where the socket is.
    const std::filesystem::path& directory() const { return directory_; }
    /// A directory in it that belongs to the server, e.g. for a tablespace.
    std::filesystem::path make_directory(const std::string& name) const;

    enum class shutdown { fast, immediate };
    /// Ends every connection: `fast` as an administrator does, `immediate` as a crash. Returns once it serves again.
    void restart(shutdown how) const;
    void stop() const;
    void start() const;
    /// SIGSTOP or SIGCONT to all of its processes: it is there, and does not answer.
    void signal_all(int signal) const;

private:
    void run(const std::vector<std::string>& command) const;
    void own(const std::filesystem::path& path) const;

    std::filesystem::path directory_;
    std::string bin_;
    std::string usual_;  ///< SYNC_TEST_POSTGRES before
};

}  // namespace faults
