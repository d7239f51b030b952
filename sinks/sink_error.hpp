#pragma once
// What a database can do to us, named by the next action.

#include <stdexcept>
#include <string>

namespace sinks {

/// One sentence in `what()`: what failed, on which host and port (never the password), and what to do about it.
struct sink_error : std::runtime_error {
    using std::runtime_error::runtime_error;

    bool retryable = false;      ///< run the whole transaction again, on a fresh connection
    bool in_doubt = false;       ///< the commit may have happened: re-running is safe only because loads are idempotent
    bool data = false;           ///< the database refused the rows themselves: this slice fails, others go on
    bool interrupted = false;    ///< a stop request ended what the session was at: nothing is wrong with the database
    bool configuration = false;  ///< nothing to wait for: the URL, the file or the program's version has to change
};

}  // namespace sinks
