#pragma once
// Records for tests of the decoders: a copy with the readable bytes behind it that the decoders ask for.

#include <string>
#include <string_view>

#include "transforms/record_framer.hpp"

namespace transforms_test {

/// Behind the record stand digits and a quote, not zeros, so that reading on past its end would be noticed.
class padded {
public:
    explicit padded(std::string_view record) : size_(record.size()), bytes_(record) {
        while (bytes_.size() < size_ + transforms::record_padding_bytes) bytes_.append("9\"");
    }
    std::string_view view() const { return std::string_view(bytes_).substr(0, size_); }

private:
    std::size_t size_;
    std::string bytes_;
};

}  // namespace transforms_test
