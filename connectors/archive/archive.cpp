#include "connectors/archive/archive.hpp"

#include <algorithm>
#include <optional>
#include <system_error>

#include "connectors/archive/archive_draft.hpp"
#include "connectors/archive/archive_path.hpp"
#include "connectors/spool.hpp"

namespace connectors {
namespace {

namespace fs = std::filesystem;

std::optional<archive_note> note_of(const fs::path& file, const schema::slice& slice) {
    try {
        return archived_report{file, slice}.note();
    } catch (const archive_error&) {
        return std::nullopt;
    }
}

[[noreturn]] void unlistable(const fs::path& path, const std::string& what) {
    throw archive_error{
        "The archive " + path.string() + " cannot be listed: " + what + "; check archive.directory and its rights",
        false};
}

}  // namespace

fs::path previous_of(const fs::path& file) {
    fs::path name = file;
    return name += ".previous";
}

fs::path archive::file_of(const schema::slice& slice) const { return directory_ / archive_path(slice); }

std::vector<archived_file> archive::files() const {
    std::vector<archived_file> found;
    try {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator{directory_}) {
            if (!entry.is_regular_file()) continue;
            const auto slice = parse_archive_path(entry.path().lexically_relative(directory_));
            if (slice) found.push_back({*slice, entry.file_size()});
        }
    } catch (const fs::filesystem_error& error) {
        unlistable(error.path1().empty() ? directory_ : error.path1(), error.code().message());
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.slice < b.slice; });
    return found;
}

bool archive::holds(const schema::slice& slice, const std::string& content_sha256) const {
    const auto note = note_of(file_of(slice), slice);
    return note && note->content_sha256 == content_sha256;
}

void archive::mark_final(const schema::slice& slice) const {
    const archived_report report{file_of(slice), slice};
    if (report.note().is_final) return;
    archive_draft draft{*this, slice.target};
    draft.copy(report);
    archive_note note = report.note();
    note.is_final = true;
    draft.put_in_place(note);
    draft.committed();
}

void archive::recover(const schema::slice& slice, const std::string& content_sha256) const {
    const fs::path file = file_of(slice), previous = previous_of(file);
    std::error_code error;
    if (!fs::exists(previous, error)) return;
    const auto older = note_of(previous, slice);
    const bool take_back = older && older->content_sha256 == content_sha256 && !holds(slice, content_sha256);
    if (take_back)
        fs::rename(previous, file, error);
    else
        fs::remove(previous, error);
    if (error) throw spool_error("The archive cannot put " + file.string() + " right: " + error.message());
}

std::uint64_t archive::remove(const schema::slice& slice) const {
    const fs::path file = file_of(slice);
    std::error_code error;
    const auto size = fs::file_size(file, error);
    const std::uint64_t removed = error ? 0 : size;
    fs::remove(previous_of(file), error);
    fs::remove(file, error);
    if (error)
        throw archive_error{"The archived report " + file.string() + " cannot be removed: " + error.message() +
                                "; check the rights of its directory",
                            false};
    // Empty folders go; one that is not empty says so, and stays.
    for (fs::path folder = file.parent_path(); folder != directory_; folder = folder.parent_path())
        if (!fs::remove(folder, error)) break;
    return removed;
}

}  // namespace connectors
