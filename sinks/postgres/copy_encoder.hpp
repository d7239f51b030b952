#pragma once
// Rows as PostgreSQL's COPY text, field after field into one buffer. Every row of every report passes here, so a field
// costs one look at eight bytes at a time and no call.

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "sinks/postgres/copy_text.hpp"

namespace sinks::postgres {

class copy_encoder {
public:
    /// Holds room for `bytes_usual`; a row that needs more gets it.
    explicit copy_encoder(std::size_t bytes_usual);

    void null() {
        separate();
        *grow(2) = '\\';
        data_[size_ + 1] = 'N';
        size_ += 2;
    }
    void text(std::string_view value) {
        separate();
        for (; value.size() > text_bytes_at_once; value.remove_prefix(text_bytes_at_once))
            append(value.substr(0, text_bytes_at_once));
        append(value);
    }
    void integer(std::int64_t value) {
        separate();
        char* const to = grow(integer_bytes_max);
        size_ += static_cast<std::size_t>(std::to_chars(to, to + integer_bytes_max, value).ptr - to);
    }
    void boolean(bool value) {
        separate();
        *grow(1) = value ? 't' : 'f';
        ++size_;
    }
    void end_row() {
        *grow(1) = '\n';
        ++size_;
        row_begun_ = false;
    }

    /// What was encoded since the last clear(); whole rows after end_row().
    std::string_view bytes() const { return {data_.get(), size_}; }

    /// Forgets it. A giant row's memory goes with it.
    void clear();

private:
    static constexpr std::size_t integer_bytes_max = 20;
    /// Of a giant text no more is made room for at once than this may need.
    static constexpr std::size_t text_bytes_at_once = std::size_t{64} << 10;

    void append(std::string_view piece) {
        char* const to = grow(copy_text_bytes_max(piece.size()));
        size_ += static_cast<std::size_t>(write_copy_text(to, piece) - to);
    }

    void separate() {
        if (row_begun_) {
            *grow(1) = '\t';
            ++size_;
        }
        row_begun_ = true;
    }
    /// Where to write next, with room for `bytes`.
    char* grow(std::size_t bytes) {
        if (capacity_ - size_ < bytes) reallocate(size_ + bytes);
        return data_.get() + size_;
    }
    void reallocate(std::size_t bytes);

    std::size_t bytes_usual_;
    std::size_t capacity_;
    std::size_t size_ = 0;
    std::unique_ptr<char[]> data_;
    bool row_begun_ = false;
};

}  // namespace sinks::postgres
