#pragma once
// A PgBouncer in transaction mode in front of the server of SYNC_TEST_POSTGRES, for one test.

#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/process.hpp"

namespace faults {

class pgbouncer {
public:
    /// Its socket and configuration are in `directory`, which is made. Throws std::runtime_error when it does not
    /// start.
    explicit pgbouncer(std::filesystem::path directory);

    /// The same database, through the pooler.
    std::string url_through(std::string url) const;

private:
    std::filesystem::path directory_;
    std::string server_;  ///< the directory of the server's socket
    std::unique_ptr<test_support::process> process_;
};

}  // namespace faults
