#pragma once
// The table that script/faults prints: one line per fault and engine, of what was really seen.

#include <string>

#include "sinks/sql_session.hpp"

namespace test_support {

/// One line of it. `correct`: the data is that of a run that nobody disturbed, or was so after the next one.
struct fault_result {
    std::string fault;
    sinks::engine engine;
    std::string did;  ///< the program, in a few words
    int exit_code = 0;
    bool correct = false;
};

/// Appends to the file SYNC_FAULTS_TABLE, tab separated; does nothing where that is not set.
void write_result(const fault_result& result);

}  // namespace test_support
