#include "connectors/spool.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>

namespace connectors {
namespace {

[[noreturn]] void fail(const spool_place& place, const std::string& doing, int error) {
    std::string message = place.name + " cannot be " + doing + ": " + std::generic_category().message(error) +
                          " (errno " + std::to_string(error) + "); ";
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    const bool no_handles = error == EMFILE || error == ENFILE;
    if (full) message += "free space there, or point " + place.setting + " at a larger file system";
    else if (no_handles) message += "let this process open more files (ulimit -n), or lower --concurrency";
    else message += "point " + place.setting + " at a directory that this process may write to";
    throw spool_error(message);
}

/// A file without a name: from the start where the file system can, else unlinked before anything is written.
int open_nameless(const std::filesystem::path& directory) {
    int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
    std::string name = (directory / "copilot-metrics-sync-XXXXXX").string();
    file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) ::unlink(name.c_str());
    return file;
}

}  // namespace

struct spool::compressor {
    explicit compressor(int level) : context{ZSTD_createCCtx()}, out(ZSTD_CStreamOutSize()) {
        if (context == nullptr) throw std::bad_alloc{};
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    }
    ~compressor() { ZSTD_freeCCtx(context); }
    compressor(const compressor&) = delete;
    compressor& operator=(const compressor&) = delete;

    ZSTD_CCtx* context;
    std::vector<char> out;
};

spool::spool(const std::filesystem::path& directory, int level)
    : place_{"The spool in " + directory.string(), "sync.spool_dir (or TMPDIR)"},
      compressor_{std::make_unique<compressor>(level)} {
    file_ = open_nameless(directory);
    if (file_ < 0) fail(place_, "created", errno);
}

spool::spool(int descriptor, spool_place place, int level)
    : place_{std::move(place)}, file_{descriptor}, compressor_{std::make_unique<compressor>(level)} {}

spool::~spool() {
    if (file_ >= 0) ::close(file_);
}

void spool::begin_part(std::size_t part) {
    assert(part <= parts_.size() && "parts are numbered one after the other");
    if (part < parts_.size()) parts_.resize(part);
    open_part_ = {};
    if (!parts_.empty()) open_part_.offset = parts_.back().offset + parts_.back().bytes_stored;
    part_is_open_ = true;
    ZSTD_CCtx_reset(compressor_->context, ZSTD_reset_session_only);
    if (::ftruncate(file_, static_cast<off_t>(open_part_.offset)) != 0) fail(place_, "truncated", errno);
}

void spool::write(std::string_view bytes) {
    assert(part_is_open_);
    open_part_.bytes_raw += bytes.size();
    store(bytes, false);
}

void spool::end_part() {
    assert(part_is_open_);
    store({}, true);
    parts_.push_back(open_part_);
    part_is_open_ = false;
}

void spool::store(std::string_view bytes, bool end) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{compressor_->out.data(), compressor_->out.size(), 0};
        const std::size_t left =
            ZSTD_compressStream2(compressor_->context, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left) != 0) throw spool_error(std::string{"zstd cannot compress: "} + ZSTD_getErrorName(left));
        append({compressor_->out.data(), out.pos});
        if (end ? left == 0 : in.pos == in.size) return;
    }
}

void spool::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto at = static_cast<off_t>(open_part_.offset + open_part_.bytes_stored);
        const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(place_, "written", written < 0 ? errno : ENOSPC);
        open_part_.bytes_stored += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::uint64_t spool::bytes_raw() const {
    std::uint64_t sum = 0;
    for (const stored_part& part : parts_) sum += part.bytes_raw;
    return sum;
}

std::uint64_t spool::bytes_stored() const {
    return parts_.empty() ? 0 : parts_.back().offset + parts_.back().bytes_stored;
}

void spool::read_part(std::size_t part, const std::function<void(std::string_view)>& take) const {
    const stored_part& stored = parts_.at(part);
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    if (!context) throw std::bad_alloc{};
    std::vector<char> packed(ZSTD_DStreamInSize());
    std::vector<char> plain(ZSTD_DStreamOutSize());

    std::uint64_t at = 0;
    std::size_t expected = 1;  // 0 once the frame is whole, its checksum included
    while (at < stored.bytes_stored) {
        const std::size_t wanted = std::min<std::uint64_t>(packed.size(), stored.bytes_stored - at);
        const ssize_t count = ::pread(file_, packed.data(), wanted, static_cast<off_t>(stored.offset + at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(place_, "read", errno);
        if (count == 0) break;
        at += static_cast<std::uint64_t>(count);

        ZSTD_inBuffer in{packed.data(), static_cast<std::size_t>(count), 0};
        bool output_full = false;
        while (in.pos < in.size || output_full) {
            ZSTD_outBuffer out{plain.data(), plain.size(), 0};
            expected = ZSTD_decompressStream(context.get(), &out, &in);
            if (ZSTD_isError(expected) != 0) {
                throw spool_error(place_.name + " does not read back: " +
                                  ZSTD_getErrorName(expected) + "; check that disk, then run again");
            }
            if (out.pos > 0) take({plain.data(), out.pos});
            output_full = out.pos == out.size && expected != 0;
        }
    }
    if (expected != 0)
        throw spool_error(place_.name + " is shorter than written; check that disk");
}

}  // namespace connectors
