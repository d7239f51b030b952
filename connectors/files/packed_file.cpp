#include "connectors/files/packed_file.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <memory>
#include <new>
#include <system_error>
#include <vector>

namespace connectors {
namespace {

using taker = std::function<void(std::string_view)>;

constexpr std::size_t packed_bytes = 64 * 1024;
constexpr std::size_t plain_bytes = 256 * 1024;
constexpr std::string_view gzip_magic = "\x1f\x8b";
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";

std::string shown(const std::string& path) { return path == "-" ? "stdin" : path; }

[[noreturn]] void unreadable(const std::string& path, int error) {
    throw packed_file_error{shown(path) + " cannot be read: " + std::generic_category().message(error) + " (errno " +
                                std::to_string(error) + "); check the path and its rights",
                            false};
}

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
    throw packed_file_error{shown(path) + " " + what + "; get the file again, or unpack it yourself", true};
}

/// The bytes as they are in the file.
class raw_file {
public:
    explicit raw_file(const std::string& path) : path_{path} {
        file_ = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file_ < 0) unreadable(path, errno);
    }
    ~raw_file() { ::close(file_); }
    raw_file(const raw_file&) = delete;
    raw_file& operator=(const raw_file&) = delete;

    /// Replaces `buffer` by at least `wanted` bytes, fewer only at the end.
    void read(std::string& buffer, std::size_t wanted) {
        buffer.resize(packed_bytes);
        std::size_t size = 0;
        while (size < wanted) {
            const ssize_t count = ::read(file_, buffer.data() + size, buffer.size() - size);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) unreadable(path_, errno);
            if (count == 0) break;
            size += static_cast<std::size_t>(count);
        }
        buffer.resize(size);
    }

private:
    const std::string& path_;
    int file_;
};

void read_gzip(const std::string& path, raw_file& file, std::string packed, const taker& take) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::bad_alloc{};
    const std::unique_ptr<z_stream, int (*)(z_stream*)> closing{&stream, &inflateEnd};
    std::string plain(plain_bytes, '\0');
    bool whole = false;
    for (; !packed.empty(); file.read(packed, 1)) {
        stream.next_in = reinterpret_cast<Bytef*>(packed.data());
        stream.avail_in = static_cast<uInt>(packed.size());
        bool output_full = false;
        while (stream.avail_in > 0 || output_full) {
            if (whole && inflateReset(&stream) != Z_OK) damaged(path, "cannot be unpacked");
            stream.next_out = reinterpret_cast<Bytef*>(plain.data());
            stream.avail_out = static_cast<uInt>(plain.size());
            const int result = inflate(&stream, Z_NO_FLUSH);
            if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
                damaged(path, std::string("is not whole gzip: ") + (stream.msg ? stream.msg : "broken data"));
            whole = result == Z_STREAM_END;
            const std::size_t size = plain.size() - stream.avail_out;
            if (size > 0) take({plain.data(), size});
            output_full = !whole && stream.avail_out == 0;
        }
    }
    if (!whole) damaged(path, "ends in the middle of its gzip data");
}

void read_zstd(const std::string& path, raw_file& file, std::string packed, const taker& take) {
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    if (!context) throw std::bad_alloc{};
    std::string plain(plain_bytes, '\0');
    std::size_t expected = 1;  // 0 where a frame has ended whole
    for (; !packed.empty(); file.read(packed, 1)) {
        ZSTD_inBuffer in{packed.data(), packed.size(), 0};
        bool output_full = false;
        while (in.pos < in.size || output_full) {
            ZSTD_outBuffer out{plain.data(), plain.size(), 0};
            expected = ZSTD_decompressStream(context.get(), &out, &in);
            if (ZSTD_isError(expected) != 0)
                damaged(path, std::string("is not whole zstd: ") + ZSTD_getErrorName(expected));
            if (out.pos > 0) take({plain.data(), out.pos});
            output_full = expected != 0 && out.pos == out.size;
        }
    }
    if (expected != 0) damaged(path, "ends in the middle of its zstd data");
}

}  // namespace

void read_packed_file(const std::string& path, const taker& take) {
    raw_file file{path};
    std::string piece;
    file.read(piece, zstd_magic.size());
    if (piece.starts_with(gzip_magic)) return read_gzip(path, file, std::move(piece), take);
    if (piece.starts_with(zstd_magic)) return read_zstd(path, file, std::move(piece), take);
    for (; !piece.empty(); file.read(piece, 1)) take(piece);
}

}  // namespace connectors
