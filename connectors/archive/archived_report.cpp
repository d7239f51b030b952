#include "connectors/archive/archived_report.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <system_error>
#include <vector>

#include "connectors/archive/sha256.hpp"

namespace connectors {
namespace {

/// Turns frames back into parts, counting and hashing what goes by.
class part_decoder {
public:
    explicit part_decoder(body_sink& sink) : sink_{sink}, context_{ZSTD_createDCtx(), &ZSTD_freeDCtx} {
        if (!context_) throw std::bad_alloc{};
    }

    /// Empty when all is well, else what zstd says.
    std::string take(std::string_view packed) {
        ZSTD_inBuffer in{packed.data(), packed.size(), 0};
        bool output_full = false;
        while (in.pos < in.size || output_full) {
            if (!part_is_open_) sink_.begin_part(parts);
            part_is_open_ = true;
            ZSTD_outBuffer out{plain_.data(), plain_.size(), 0};
            const std::size_t expected = ZSTD_decompressStream(context_.get(), &out, &in);
            if (ZSTD_isError(expected) != 0) return ZSTD_getErrorName(expected);
            bytes += out.pos;
            digest.add({plain_.data(), out.pos});
            if (out.pos > 0) sink_.write({plain_.data(), out.pos});
            output_full = expected != 0 && out.pos == out.size;
            if (expected == 0) end_part();
        }
        return "";
    }
    bool is_whole() const { return !part_is_open_; }

    std::uint64_t parts = 0;
    std::uint64_t bytes = 0;
    sha256 digest;

private:
    void end_part() {
        sink_.end_part();
        part_is_open_ = false;
        ++parts;
    }

    body_sink& sink_;
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
    std::vector<char> plain_ = std::vector<char>(ZSTD_DStreamOutSize());
    bool part_is_open_ = false;
};

}  // namespace

archived_report::archived_report(const std::filesystem::path& file, const schema::slice& slice) : path_{file} {
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file_ < 0) unreadable(errno);
    try {
        read_note(slice);
    } catch (...) {
        ::close(file_);
        throw;
    }
}

archived_report::~archived_report() { ::close(file_); }

void archived_report::read_note(const schema::slice& slice) {
    struct stat about {};
    if (::fstat(file_, &about) != 0) unreadable(errno);
    if (!S_ISREG(about.st_mode)) damaged("is not a file");
    const auto size = static_cast<std::uint64_t>(about.st_size);
    std::optional<std::size_t> frame_bytes;
    if (size > note_tail_bytes) frame_bytes = note_frame_bytes(read_at(size - note_tail_bytes, note_tail_bytes));
    if (!frame_bytes || *frame_bytes > size)
        damaged("does not end as it was written: cut short, or no archived report");
    report_bytes_ = size - *frame_bytes;
    const auto note = parse_frame(read_at(report_bytes_, *frame_bytes));
    if (!note) damaged("does not end as it was written: its note was changed");
    note_ = *note;
    if (note_.slice != slice) damaged("holds " + note_.slice.text() + ", not " + slice.text() + ": it was moved");
}

void archived_report::read(body_sink& sink) const {
    part_decoder decoder{sink};
    for (std::uint64_t at = 0; at < report_bytes_;) {
        const std::string packed =
            read_at(at, static_cast<std::size_t>(std::min<std::uint64_t>(report_bytes_ - at, ZSTD_DStreamInSize())));
        at += packed.size();
        if (const std::string fault = decoder.take(packed); !fault.empty())
            damaged("cannot be unpacked (" + fault + ")");
    }
    if (!decoder.is_whole()) damaged("ends in the middle of its zstd data");
    if (decoder.parts != note_.parts || decoder.bytes != note_.bytes)
        damaged("holds " + std::to_string(decoder.bytes) + " bytes in " + std::to_string(decoder.parts) +
                " parts where " + std::to_string(note_.bytes) + " in " + std::to_string(note_.parts) + " were written");
    if (decoder.digest.hex() != note_.sha256) damaged("has another SHA-256 than was written");
}

std::string archived_report::read_at(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::pread(file_, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) unreadable(errno);
        if (count == 0) damaged("became shorter while it was read");
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

void archived_report::unreadable(int error) const {
    throw archive_error{"The archived report " + path_.string() +
                            " cannot be read: " + std::generic_category().message(error) + " (errno " +
                            std::to_string(error) + "); check archive.directory and its rights",
                        false};
}

void archived_report::damaged(const std::string& what) const {
    throw archive_error{"The archived report " + path_.string() + " " + what +
                            "; put a backup of the file in its place, or read the day again with `backfill --force`",
                        true};
}

}  // namespace connectors
