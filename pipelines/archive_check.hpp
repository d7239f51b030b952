#pragma once
// Whether the archive still holds what was loaded: every file read and hashed, and compared with `sync_status`.

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/archive/archive.hpp"
#include "pipelines/targets.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// One sentence on what does not agree, naming the file.
struct archive_difference {
    schema::slice slice;
    std::string message;
};

struct archive_check {
    std::int64_t files = 0;         ///< that were read
    std::int64_t report_bytes = 0;  ///< of them, unpacked
    std::int64_t without_file = 0;  ///< loaded days that the archive does not hold: loaded before it was switched on
    std::int64_t not_loaded = 0;    ///< good files of days without rows: `replay` loads them
    std::vector<archive_difference> differences;  ///< by slice
};

/// Checks what the filters select. Holds no transaction while files are read; a day that a run has changed meanwhile is
/// looked at again. Throws sinks::sink_error, and connectors::archive_error for the directory itself.
archive_check check_archive(sinks::sql_session& session, const connectors::archive& archive, const filters& filters);

}  // namespace pipelines
