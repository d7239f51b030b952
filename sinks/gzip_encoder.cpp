#include "sinks/gzip_encoder.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace sinks {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr int gzip_format = 15 + 16;  // the widest window, and a gzip header
constexpr int memory_level = 8;       // zlib's default

}  // namespace

struct gzip_encoder::state {
    state() {
        if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_format, memory_level, Z_DEFAULT_STRATEGY) !=
            Z_OK)
            throw std::bad_alloc{};
    }
    ~state() { deflateEnd(&stream); }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    z_stream stream{};
    std::array<char, piece_bytes> piece;
};

gzip_encoder::gzip_encoder(taker take) : take_{std::move(take)}, state_{std::make_unique<state>()} {}
gzip_encoder::~gzip_encoder() = default;

void gzip_encoder::write(std::string_view bytes) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), most))) run(bytes.substr(0, most), Z_NO_FLUSH);
}

void gzip_encoder::finish() { run({}, Z_FINISH); }

void gzip_encoder::run(std::string_view bytes, int flush) {
    z_stream& stream = state_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        stream.next_out = reinterpret_cast<Bytef*>(state_->piece.data());
        stream.avail_out = static_cast<uInt>(state_->piece.size());
        deflate(&stream, flush);
        const std::size_t made = state_->piece.size() - stream.avail_out;
        if (made > 0) take_({state_->piece.data(), made});
    } while (stream.avail_out == 0);
}

}  // namespace sinks
