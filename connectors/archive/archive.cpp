#include "connectors/archive/archive.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <system_error>

#include "connectors/archive/archive_draft.hpp"
#include "connectors/archive/archive_path.hpp"
#include "connectors/spool.hpp"

namespace connectors {
namespace {

namespace fs = std::filesystem;

constexpr const char* previous_suffix = ".previous";

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

/// Folders below the archive that lead to a report: source, kind of scope, scope, dataset.
constexpr int folder_levels = 4;

using visitor = std::function<void(const fs::path& file, std::uint64_t bytes)>;

/// Calls `visit` for every file down to `levels` folders below. What somebody removes meanwhile is passed over.
void visit_files(const fs::path& top, const fs::path& folder, int levels, const visitor& visit) {
    std::error_code error;
    fs::directory_iterator entry{folder, error};
    if (error == std::errc::no_such_file_or_directory && folder != top) return;
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        std::error_code gone;
        const bool is_folder = entry->is_directory(gone) && !entry->is_symlink(gone);
        if (is_folder) {
            if (levels > 0 && !is_foreign_folder(entry->path().lexically_relative(top)))
                visit_files(top, entry->path(), levels - 1, visit);
        } else if (entry->is_regular_file(gone)) {
            const std::uint64_t bytes = entry->file_size(gone);
            if (!gone) visit(entry->path(), bytes);
        }
    }
    if (error) unlistable(folder, error.message());
}

}  // namespace

fs::path previous_of(const fs::path& file) {
    fs::path name = file;
    return name += previous_suffix;
}

fs::path archive::file_of(const schema::slice& slice) const { return directory_ / archive_path(slice); }

std::vector<archived_file> archive::files() const {
    std::map<schema::slice, std::uint64_t> reports, previous;
    visit_files(directory_, directory_, folder_levels, [&](const fs::path& file, std::uint64_t bytes) {
        const fs::path name = file.lexically_relative(directory_);
        const bool is_previous = name.extension() == previous_suffix;
        const auto slice = parse_archive_path(is_previous ? fs::path(name).replace_extension() : name);
        if (slice) (is_previous ? previous : reports)[*slice] = bytes;
    });
    reports.merge(previous);  // those that stand alone
    std::vector<archived_file> found;
    for (const auto& [slice, bytes] : reports) found.push_back({slice, bytes});
    return found;
}

std::vector<fs::path> archive::abandoned_drafts() const {
    std::vector<fs::path> found;
    visit_files(directory_, directory_, folder_levels, [&found](const fs::path& file, std::uint64_t) {
        if (is_abandoned_draft(file)) found.push_back(file);
    });
    std::sort(found.begin(), found.end());
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
    const bool alone = !fs::exists(file, error);  // a file system without links, and a death between two renames
    const bool take_back = alone || (older && older->content_sha256 == content_sha256 && !holds(slice, content_sha256));
    if (take_back)
        fs::rename(previous, file, error);
    else
        fs::remove(previous, error);
    if (error) throw spool_error("The archive cannot put " + file.string() + " right: " + error.message());
}

std::uint64_t archive::remove(const schema::slice& slice) const {
    const fs::path file = file_of(slice);
    std::error_code error;
    auto size = fs::file_size(file, error);
    if (error) size = fs::file_size(previous_of(file), error);
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
