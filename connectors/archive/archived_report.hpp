#pragma once
// One file of the archive, open for reading: its note, and its report checked against it.

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "connectors/archive/archive_note.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// One sentence: which file, what is wrong, what to do. `damaged` tells a file whose content is not what was written
/// from one that could not be read at all.
struct archive_error : std::runtime_error {
    archive_error(const std::string& message, bool is_damaged) : std::runtime_error{message}, damaged{is_damaged} {}
    bool damaged;
};

/// Stays readable when the file is replaced or removed meanwhile. Blocks; not thread-safe. Throws archive_error.
class archived_report {
public:
    /// Reads the note, which must be of `slice`.
    archived_report(const std::filesystem::path& file, const schema::slice& slice);
    ~archived_report();
    archived_report(const archived_report&) = delete;
    archived_report& operator=(const archived_report&) = delete;

    const archive_note& note() const { return note_; }
    int descriptor() const { return file_; }
    std::uint64_t report_bytes() const { return report_bytes_; }  ///< of the file, before the note

    /// Hands the parts on as they were received, and checks sizes and SHA-256 at the end: what `sink` has taken before
    /// an exception is void. The sink's own exceptions pass through.
    void read(body_sink& sink) const;

private:
    void read_note(const schema::slice& slice);
    std::string read_at(std::uint64_t offset, std::size_t size) const;
    [[noreturn]] void unreadable(int error) const;
    [[noreturn]] void damaged(const std::string& what) const;

    std::filesystem::path path_;
    int file_ = -1;
    std::uint64_t report_bytes_ = 0;
    archive_note note_;
};

}  // namespace connectors
