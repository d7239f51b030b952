#include "connectors/files/folder_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

namespace connectors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_bytes = 64 * 1024;

fetch_outcome failed(std::string_view code, std::string message) {
    fetch_outcome outcome;
    outcome.reason = code;
    outcome.message = std::move(message);
    return outcome;
}

fetch_outcome unreadable(const fs::path& path, int error) {
    return failed(reason::download_failed, path.string() +
                                               " cannot be read: " + std::generic_category().message(error) +
                                               " (errno " + std::to_string(error) + "); check the file and its rights");
}

struct file_closer {
    int file;
    ~file_closer() {
        if (file >= 0) ::close(file);
    }
};

/// One file into the sink as one part. Not a part, nor a word, when it is stopped half-way.
bool read_file(const fs::path& path, body_sink& sink, const fetch_limits& limits, fetch_outcome& outcome) {
    // Not blocking, so that a pipe of that name fails instead of waiting for a writer.
    const file_closer opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat about {};
    if (opened.file < 0 || ::fstat(opened.file, &about) != 0) return outcome = unreadable(path, errno), false;
    if (!S_ISREG(about.st_mode)) {
        outcome = failed(reason::download_failed, path.string() + " is not a file; remove it from the reports");
        return false;
    }
    sink.begin_part(outcome.parts);
    std::array<char, piece_bytes> piece;
    for (;;) {
        const bool late = limits.deadline && *limits.deadline <= std::chrono::steady_clock::now();
        if (late || limits.stop.stop_requested()) {
            outcome =
                failed(reason::interrupted, "Stopped while reading " + path.string() + "; the next run reads it again");
            return false;
        }
        const ssize_t count = ::read(opened.file, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return outcome = unreadable(path, errno), false;
        if (count == 0) break;
        sink.write({piece.data(), static_cast<std::size_t>(count)});
        outcome.bytes_downloaded += static_cast<std::uint64_t>(count);
    }
    sink.end_part();
    outcome.parts += 1;
    return true;
}

/// The day's files in the order of their names. Throws fs::filesystem_error.
std::vector<fs::path> list_parts(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator{folder}) {
        if (entry.path().extension() == ".ndjson") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

fetch_outcome folder_source::fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) {
    const fs::path base = directory_ / schema::to_string(slice.target.dataset);
    const fs::path folder = base / slice.day.text();
    const fs::path single = base / (slice.day.text() + ".ndjson");
    std::vector<fs::path> paths;
    try {
        const bool has_single = fs::exists(single);
        const bool has_folder = fs::exists(folder);
        if (has_single && has_folder) {
            return failed(reason::malformed_answer,
                          "Both " + folder.string() + " and " + single.string() + " exist; remove one of them");
        }
        if (has_folder) paths = list_parts(folder);
        if (has_single) paths.push_back(single);
    } catch (const fs::filesystem_error& error) {
        return unreadable(error.path1().empty() ? folder : error.path1(), error.code().value());
    }

    fetch_outcome outcome;
    for (const fs::path& path : paths) {
        if (!read_file(path, sink, limits, outcome)) return outcome;
    }
    outcome.result = outcome.bytes_downloaded > 0 ? fetch_result::report : fetch_result::no_data;
    if (outcome.result == fetch_result::no_data) {
        outcome.reason = reason::not_published;
        outcome.message = paths.empty() ? "There is no report at " + folder.string() + " or " + single.string()
                                        : "The files of " + slice.text() + " are empty";
    }
    return outcome;
}

fetch_outcome folder_source::probe(const schema::target&, const fetch_limits&) {
    std::error_code error;
    const fs::directory_iterator listed{directory_, error};
    fetch_outcome outcome;
    outcome.result = fetch_result::report;
    if (error == std::errc::no_such_file_or_directory) {
        return failed(reason::not_found, "There is no folder " + directory_.string() + "; check the path");
    }
    if (error) return unreadable(directory_, error.value());
    return outcome;
}

}  // namespace connectors
