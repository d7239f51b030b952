#include "connectors/archive/archive_draft.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "connectors/archive/archive_path.hpp"
#include "connectors/archive/sha256.hpp"

namespace connectors {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view draft_prefix = ".draft-";
/// A draft this old that nobody has locked was left by a process that is gone.
constexpr std::chrono::minutes abandoned_after{1};
constexpr std::size_t copy_bytes = 256 * 1024;

}  // namespace

/// A process that is still at it holds the lock.
bool is_abandoned_draft(const fs::path& draft) {
    if (!draft.filename().string().starts_with(draft_prefix)) return false;
    std::error_code error;
    const auto written = fs::last_write_time(draft, error);
    if (error || fs::file_time_type::clock::now() - written < abandoned_after) return false;
    const int file = ::open(draft.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool free = ::flock(file, LOCK_EX | LOCK_NB) == 0;
    ::close(file);
    return free;
}

namespace {

void remove_abandoned(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> left;
    for (fs::directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error))
        if (is_abandoned_draft(entry->path())) left.push_back(entry->path());
    for (const fs::path& draft : left) fs::remove(draft, error);
}

/// Like create_directories, but from `top` on for this user alone. Returns errno, or 0.
int create_private(const fs::path& top, const fs::path& folder) {
    std::error_code error;
    if (fs::is_directory(folder, error)) return 0;
    const fs::path above = folder.parent_path();
    if (folder != top) {
        if (const int failed = create_private(top, above); failed != 0) return failed;
    } else if (!above.empty() && !fs::is_directory(above, error)) {
        fs::create_directories(above, error);
        if (error) return error.value();
    }
    return ::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST ? 0 : errno;
}

}  // namespace

archive_draft::archive_draft(const archive& into, const schema::target& target)
    : into_{into}, folder_{into.directory() / archive_folder(target)} {
    if (const int failed = create_private(into.directory(), folder_); failed != 0) fail("created", failed);
    remove_abandoned(folder_);
    std::string name = (folder_ / (std::string(draft_prefix) + "XXXXXX")).string();
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) fail("written", errno);
    temporary_ = name;
    ::flock(file, LOCK_EX | LOCK_NB);  // tells others that it is not abandoned; where locks do not work, its age does
    body_.emplace(file, spool_place{"The archive in " + folder_.string(), "archive.directory"});
}

archive_draft::~archive_draft() {
    std::error_code error;
    if (!placed_) fs::remove(temporary_, error);
}

void archive_draft::complete(archive_note& note) const {
    sha256 digest;
    for (std::size_t part = 0; part < body_->parts(); ++part)
        body_->read_part(part, [&digest](std::string_view bytes) { digest.add(bytes); });
    note.parts = body_->parts();
    note.bytes = body_->bytes_raw();
    note.sha256 = digest.hex();
}

void archive_draft::copy(const archived_report& report) {
    std::string piece(copy_bytes, '\0');
    for (std::uint64_t at = 0; at < report.report_bytes();) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(copy_bytes, report.report_bytes() - at));
        const ssize_t count = ::pread(report.descriptor(), piece.data(), wanted, static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) fail("read", count < 0 ? errno : EIO);
        append({piece.data(), static_cast<std::size_t>(count)});
        at += static_cast<std::uint64_t>(count);
    }
}

void archive_draft::put_in_place(const archive_note& note) {
    if (::lseek(body_->descriptor(), 0, SEEK_END) < 0) fail("written", errno);
    append(to_frame(note));
    if (::fsync(body_->descriptor()) != 0) fail("written", errno);
    file_ = into_.file_of(note.slice);
    const fs::path previous = previous_of(file_);
    std::error_code error;
    if (fs::exists(file_, error)) {
        fs::remove(previous, error);
        fs::create_hard_link(file_, previous, error);
        if (error) fs::rename(file_, previous, error);  // a file system without links: a moment without the file
        if (error) fail("written", error.value());
        replaces_ = true;
    }
    fs::rename(temporary_, file_, error);
    if (error) fail("written", error.value());
    placed_ = true;
    sync_folder();
}

void archive_draft::committed() noexcept {
    std::error_code error;
    if (placed_ && replaces_) fs::remove(previous_of(file_), error);
}

void archive_draft::withdraw() noexcept {
    std::error_code error;
    if (replaces_) {
        fs::rename(previous_of(file_), file_, error);
        fs::remove(previous_of(file_), error);  // two names of one file: the renaming left both
    } else if (placed_) {
        fs::remove(file_, error);
    }
    replaces_ = false;
}

/// At the end of the file: `pwrite` of the body does not move it.
void archive_draft::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(body_->descriptor(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("written", written < 0 ? errno : ENOSPC);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// A new name is safe once its folder is, and a new folder once the one above it is.
void archive_draft::sync_folder() const {
    for (fs::path folder = folder_;; folder = folder.parent_path()) {
        const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (opened < 0) fail("written", errno);
        const int failed = ::fsync(opened) != 0 ? errno : 0;
        ::close(opened);
        if (failed != 0 && failed != EINVAL) fail("written", failed);  // not every file system syncs folders
        if (folder == into_.directory() || folder == folder.parent_path()) return;
    }
}

void archive_draft::fail(const std::string& doing, int error) const {
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    throw spool_error("The archive in " + folder_.string() + " cannot be " + doing + ": " +
                      std::generic_category().message(error) + " (errno " + std::to_string(error) + "); " +
                      (full ? "free space there, or point archive.directory at a larger file system"
                            : "point archive.directory at a directory that this process may write to"));
}

}  // namespace connectors
