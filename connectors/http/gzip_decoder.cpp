#include "connectors/http/gzip_decoder.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace connectors {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr int gzip_only = 15 + 16;  // the widest window, and no zlib or raw data

}  // namespace

struct gzip_decoder::state {
    state() {
        if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc{};
    }
    ~state() { inflateEnd(&stream); }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    z_stream stream{};
    std::array<char, piece_bytes> piece;
};

gzip_decoder::gzip_decoder(inflate_limits limits) : limits_{limits}, state_{std::make_unique<state>()} {}
gzip_decoder::~gzip_decoder() = default;

bool gzip_decoder::fail(std::string why) {
    error_ = std::move(why);
    return false;
}

bool gzip_decoder::within_limits() {
    const bool too_much = decoded_ > limits_.decoded_bytes_max;
    const bool too_dense = decoded_ > limits_.ratio_free_bytes && decoded_ / limits_.ratio_max > received_;
    bomb_ = too_much || too_dense;
    if (!bomb_) return true;
    return fail("its gzip data grows without bounds (" + std::to_string(received_) + " bytes became more than " +
                std::to_string(decoded_) + ")");
}

/// One call of zlib: uses up input, or fills the piece, or both.
bool gzip_decoder::inflate_some(const taker& take) {
    z_stream& stream = state_->stream;
    const bool another_member = member_ended_;
    if (another_member) {
        inflateReset(&stream);
        member_ended_ = false;
    }
    stream.next_out = reinterpret_cast<Bytef*>(state_->piece.data());
    stream.avail_out = static_cast<uInt>(state_->piece.size());
    const uInt before = stream.avail_in;
    const int code = inflate(&stream, Z_NO_FLUSH);
    received_ += before - stream.avail_in;
    const std::size_t decoded = state_->piece.size() - stream.avail_out;
    decoded_ += decoded;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        const std::string words = stream.msg == nullptr ? "" : std::string{" ("} + stream.msg + ")";
        return fail((another_member ? "garbage follows its gzip data" : "its gzip data is damaged") + words);
    }
    if (!within_limits()) return false;
    member_ended_ = code == Z_STREAM_END;
    return decoded == 0 || take({state_->piece.data(), decoded});
}

bool gzip_decoder::feed(std::string_view bytes, const taker& take) {
    if (!error_.empty()) return false;
    z_stream& stream = state_->stream;
    while (!bytes.empty()) {
        const std::string_view step = bytes.substr(0, std::numeric_limits<uInt>::max());
        bytes.remove_prefix(step.size());
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(step.data()));
        stream.avail_in = static_cast<uInt>(step.size());
        do {
            if (!inflate_some(take)) return false;
            // A full piece may have left decoded bytes behind in zlib although the input is used up.
        } while (stream.avail_in > 0 || (stream.avail_out == 0 && !member_ended_));
    }
    return true;
}

}  // namespace connectors
