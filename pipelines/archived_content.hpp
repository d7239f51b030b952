#pragma once
// What an archived report really holds: unpacked, checked and hashed from its first byte to its last.

#include <cstdint>
#include <string>

#include "connectors/archive/archive.hpp"

namespace pipelines {

struct archived_content {
    std::string content_sha256;  ///< as in `sync_status`
    std::uint64_t bytes = 0;     ///< of the report, unpacked
};

/// Reads the slice's file whole and keeps nothing of it. Blocks. Throws connectors::archive_error: damaged also where the
/// records are not those of its note.
archived_content read_archived(const connectors::archive& archive, const schema::slice& slice);

/// Throws connectors::archive_error (damaged) unless the note of the slice's file names this content.
void expect_content(const connectors::archive& archive, const connectors::archived_report& file,
                    const std::string& content_sha256);

}  // namespace pipelines
