#pragma once
// A report on its way into the archive: written under a temporary name while it is downloaded, put in place before its
// day is committed, and taken back when that fails.

#include <filesystem>
#include <optional>

#include "connectors/archive/archive.hpp"
#include "connectors/spool.hpp"

namespace connectors {

/// Whether the file is the draft of a process that is gone: nobody holds its lock, and it is not quite young.
bool is_abandoned_draft(const std::filesystem::path& file);

/// Destroyed before `put_in_place`, it leaves nothing; what a killed process left is removed by the next draft of the
/// same target. Throws spool_error.
class archive_draft {
public:
    /// Creates a file in the target's folder, and the folder where it is missing.
    archive_draft(const archive& into, const schema::target& target);
    ~archive_draft();
    archive_draft(const archive_draft&) = delete;
    archive_draft& operator=(const archive_draft&) = delete;

    /// Where the body goes, and from where it is read back.
    spool& body() { return *body_; }

    /// Completes `note` by the number of parts, sizes and SHA-256 of what the body holds, reading it back from disk.
    void complete(archive_note& note) const;

    /// Takes over the report of another file, without its note, instead of a body.
    void copy(const archived_report& report);

    /// Adds the note, syncs the file to disk and gives it the slice's name. What had that name waits beside it.
    void put_in_place(const archive_note& note);

    /// The day is committed: what waited goes. Never throws; what it cannot remove, `archive::recover` does.
    void committed() noexcept;
    /// The day is not committed, or `put_in_place` failed: what waited comes back.
    void withdraw() noexcept;

private:
    void append(std::string_view bytes);
    void sync_folder() const;
    [[noreturn]] void fail(const std::string& doing, int error) const;

    const archive& into_;
    std::filesystem::path folder_;
    std::filesystem::path temporary_;
    std::filesystem::path file_;  ///< the slice's, once it is known
    bool replaces_ = false;       ///< an older report waits beside it
    bool placed_ = false;
    std::optional<spool> body_;
};

}  // namespace connectors
