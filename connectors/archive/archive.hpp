#pragma once
// The archive of raw reports: one file per slice, found by its name, and the rules by which one takes another's place.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "connectors/archive/archived_report.hpp"
#include "schema/slice.hpp"

namespace connectors {

/// A file that lies there, with its size on disk.
struct archived_file {
    schema::slice slice;
    std::uint64_t file_bytes = 0;
};

/// Names a directory; has no state of its own. Any number of processes may share it as long as each holds the slice's
/// claim while it writes. Files are readable by their owner alone: reports name people. Throws archive_error, and
/// spool_error for what cannot be written.
class archive {
public:
    explicit archive(const std::filesystem::path& directory)
        : directory_{directory.has_filename() ? directory : directory.parent_path()} {}

    const std::filesystem::path& directory() const { return directory_; }
    std::filesystem::path file_of(const schema::slice& slice) const;

    /// What lies there, by target and day, with what a run that died has left of a day as `.previous` alone. A directory
    /// that is not there is an error; names that are none of ours are passed over, and what is removed meanwhile.
    std::vector<archived_file> files() const;

    /// Drafts of runs that are gone.
    std::vector<std::filesystem::path> abandoned_drafts() const;

    /// Whether the slice has a file whose note says that it holds this content. Reads the note alone; a damaged file is
    /// none.
    bool holds(const schema::slice& slice, const std::string& content_sha256) const;

    /// Writes into the note that the day has turned out to be final; does nothing where it says so already. The file is
    /// replaced whole.
    void mark_final(const schema::slice& slice) const;

    /// After a run that died between putting a report in place and committing its day: of the two files that it left,
    /// keeps the one that the database speaks of, or the newer one where it speaks of neither. A `.previous` alone comes back.
    void recover(const schema::slice& slice, const std::string& content_sha256) const;

    /// Removes the slice's file, its `.previous`, and folders that are empty then. Returns its size, 0 when there was none.
    std::uint64_t remove(const schema::slice& slice) const;

private:
    std::filesystem::path directory_;
};

/// Beside a report, until the day of the newer one is committed.
std::filesystem::path previous_of(const std::filesystem::path& file);

}  // namespace connectors
