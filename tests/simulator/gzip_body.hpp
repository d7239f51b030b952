// A body as a gzip stream, compressed piece by piece while it is sent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "tests/simulator/http_message.hpp"

namespace simulator {

class gzip_body {
public:
    /// `plain` gives the body's next piece, empty at its end; it is not asked in case of a bomb.
    gzip_body(const gzip_delivery& how, std::function<std::string_view()> plain);
    ~gzip_body();
    gzip_body(const gzip_body&) = delete;
    gzip_body& operator=(const gzip_body&) = delete;

    /// The next compressed piece, empty at the end or at the cut. Valid until the next call.
    std::string_view next();

private:
    class compressor;
    class bomb;

    std::int64_t left_;  // up to the cut
    std::unique_ptr<compressor> compressor_;
    std::unique_ptr<bomb> bomb_;
};

}  // namespace simulator
