#include "tests/simulator/gzip_body.hpp"

#include <zlib.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace simulator {

namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to say: with gzip's header and trailer
constexpr int raw_window = -15;
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t blank_bytes = 1024 * 1024;
constexpr std::int64_t blanks_per_gib = 1024;

void start_deflate(z_stream& stream, int window) {
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error{"deflateInit2 failed"};
    }
}

Bytef* to_bytes(const char* text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text)); }

}  // namespace

class gzip_body::compressor {
public:
    explicit compressor(std::function<std::string_view()> plain)
        : plain_(std::move(plain)), output_(piece_bytes, '\0') {
        start_deflate(stream_, gzip_window);
    }
    ~compressor() { deflateEnd(&stream_); }
    compressor(const compressor&) = delete;
    compressor& operator=(const compressor&) = delete;

    std::string_view next() {
        stream_.next_out = to_bytes(output_.data());
        stream_.avail_out = static_cast<uInt>(output_.size());
        while (!ended_ && stream_.avail_out > 0) {
            if (stream_.avail_in == 0 && !last_) {
                const std::string_view piece = plain_();
                last_ = piece.empty();
                stream_.next_in = to_bytes(piece.data());
                stream_.avail_in = static_cast<uInt>(piece.size());
            }
            ended_ = deflate(&stream_, last_ ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END;
        }
        return std::string_view{output_}.substr(0, output_.size() - stream_.avail_out);
    }

private:
    std::function<std::string_view()> plain_;
    z_stream stream_{};
    std::string output_;
    bool last_ = false;
    bool ended_ = false;
};

// The same compressed mebibyte of blanks again and again: costs nothing to make.
class gzip_body::bomb {
public:
    explicit bomb(std::int64_t gib) : left_(gib * blanks_per_gib), repeats_(left_) {
        const std::string blanks(blank_bytes, ' ');
        crc_ = crc32(0, to_bytes(blanks.data()), static_cast<uInt>(blanks.size()));
        z_stream stream{};
        start_deflate(stream, raw_window);
        block_.resize(deflateBound(&stream, blank_bytes) + 16);
        stream.next_in = to_bytes(blanks.data());
        stream.avail_in = static_cast<uInt>(blanks.size());
        stream.next_out = to_bytes(block_.data());
        stream.avail_out = static_cast<uInt>(block_.size());
        deflate(&stream, Z_FULL_FLUSH);  // ends on a byte, and depends on nothing before
        block_.resize(block_.size() - stream.avail_out);
        deflateEnd(&stream);
    }

    std::string_view next() {
        if (!started_) {
            started_ = true;
            return {"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10};
        }
        if (left_ > 0) {
            --left_;
            return block_;
        }
        if (!ended_) {
            ended_ = true;
            return end_ = make_end();
        }
        return {};
    }

private:
    // An empty last block, the checksum and the length modulo 2^32.
    std::string make_end() const {
        uLong crc = crc32(0, nullptr, 0);
        for (std::int64_t i = 0; i < repeats_; ++i) {
            crc = crc32_combine(crc, crc_, static_cast<z_off_t>(blank_bytes));
        }
        const auto length = static_cast<std::uint32_t>(repeats_ * static_cast<std::int64_t>(blank_bytes));
        std::string end{"\x03\0", 2};
        for (const std::uint32_t value : {static_cast<std::uint32_t>(crc), length}) {
            for (int shift = 0; shift < 32; shift += 8) {
                end += static_cast<char>(value >> shift & 0xff);
            }
        }
        return end;
    }

    std::int64_t left_;
    std::int64_t repeats_;
    uLong crc_ = 0;
    std::string block_;
    std::string end_;
    bool started_ = false;
    bool ended_ = false;
};

gzip_body::gzip_body(const gzip_delivery& how, std::function<std::string_view()> plain)
    : left_(how.cut_at.value_or(std::numeric_limits<std::int64_t>::max())) {
    if (how.bomb_gib > 0) {
        bomb_ = std::make_unique<bomb>(how.bomb_gib);
    } else {
        compressor_ = std::make_unique<compressor>(std::move(plain));
    }
}

gzip_body::~gzip_body() = default;

std::string_view gzip_body::next() {
    if (left_ <= 0) {
        return {};
    }
    std::string_view piece = bomb_ ? bomb_->next() : compressor_->next();
    if (static_cast<std::int64_t>(piece.size()) > left_) {
        piece = piece.substr(0, static_cast<std::size_t>(left_));
    }
    left_ -= static_cast<std::int64_t>(piece.size());
    return piece;
}

}  // namespace simulator
