#pragma once
// gzip as it comes over the network: in pieces, cut anywhere, and not always meant well. Source: RFC 1952; RFC 9110,
// section 8.4.1.3.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace connectors {

/// What a stream may grow to. NDJSON shrinks ten- to fiftyfold, a bomb a thousandfold.
struct inflate_limits {
    std::uint64_t ratio_max = 300;                 ///< decoded bytes to one received ...
    std::uint64_t ratio_free_bytes = 64ULL << 20;  ///< ... once there are more than these
    std::uint64_t decoded_bytes_max = 256ULL << 30;
};

/// One gzip stream: one member or several in a row. Memory is bounded: zlib's window and one piece.
class gzip_decoder {
public:
    /// Takes decoded bytes, at most 64 KiB; the view lives for the call. False ends the decoding. May throw.
    using taker = std::function<bool(std::string_view)>;

    explicit gzip_decoder(inflate_limits limits = {});
    ~gzip_decoder();

    /// The next bytes of the stream. False when the taker wants no more or the stream is bad: see `error`.
    bool feed(std::string_view bytes, const taker& take);

    /// The stream may end here: at the end of a member. Without this, what was decoded is not all of it.
    bool whole() const { return error_.empty() && member_ended_; }
    /// Half a sentence, empty while all is well. Nothing can be fed after an error.
    const std::string& error() const { return error_; }
    /// The error is that a limit was passed.
    bool is_bomb() const { return bomb_; }

private:
    struct state;

    bool inflate_some(const taker& take);
    bool within_limits();
    bool fail(std::string why);

    const inflate_limits limits_;
    std::unique_ptr<state> state_;
    std::uint64_t received_ = 0;
    std::uint64_t decoded_ = 0;
    bool member_ended_ = false;
    bool bomb_ = false;
    std::string error_;
};

}  // namespace connectors
