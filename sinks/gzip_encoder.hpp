#pragma once
// Compresses what an export writes. The same bytes in give the same bytes out: no time, no name.

#include <functional>
#include <memory>
#include <string_view>

namespace sinks {

/// One gzip member. Memory is constant.
class gzip_encoder {
public:
    using taker = std::function<void(std::string_view)>;

    /// `take` gets the compressed bytes in pieces; what it throws passes through.
    explicit gzip_encoder(taker take);
    ~gzip_encoder();
    gzip_encoder(const gzip_encoder&) = delete;
    gzip_encoder& operator=(const gzip_encoder&) = delete;

    void write(std::string_view bytes);
    /// Ends the member: without it the file is cut short, and readers say so.
    void finish();

private:
    void run(std::string_view bytes, int flush);

    struct state;
    taker take_;
    std::unique_ptr<state> state_;
};

}  // namespace sinks
