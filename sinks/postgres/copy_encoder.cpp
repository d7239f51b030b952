#include "sinks/postgres/copy_encoder.hpp"

#include <algorithm>
#include <cstring>

namespace sinks::postgres {

copy_encoder::copy_encoder(std::size_t bytes_usual)
    : bytes_usual_{bytes_usual}, capacity_{bytes_usual}, data_{std::make_unique_for_overwrite<char[]>(bytes_usual)} {}

void copy_encoder::reallocate(std::size_t bytes) {
    const std::size_t capacity = std::max(bytes, capacity_ + capacity_ / 2);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = capacity;
}

void copy_encoder::clear() {
    size_ = 0;
    if (capacity_ <= 4 * bytes_usual_) return;
    data_ = std::make_unique_for_overwrite<char[]>(bytes_usual_);
    capacity_ = bytes_usual_;
}

}  // namespace sinks::postgres
