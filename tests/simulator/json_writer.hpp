#pragma once
// Appends JSON text to one growing buffer that is used again and again: reports of a gigabyte leave no room for a JSON
// library or for an allocation per field.

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "tests/simulator/calendar.hpp"

namespace simulator {

/// Writes what it is given, without quoting or escaping: all texts are our own and need none.
class json_writer {
public:
    explicit json_writer(std::size_t capacity = 64 * 1024) : buffer_(capacity) {}

    /// A text known when compiling; copied with a constant size, which is what makes the generator fast.
    template <std::size_t Size>
    void literal(const char (&text)[Size]) {
        reserve(Size);
        std::memcpy(buffer_.data() + size_, text, Size - 1);
        size_ += Size - 1;
    }

    void text(std::string_view value) {
        if (value.empty()) return;  // memcpy takes no null pointer, not even for nothing
        reserve(value.size());
        std::memcpy(buffer_.data() + size_, value.data(), value.size());
        size_ += value.size();
    }

    void number(std::int64_t value) {
        reserve(number_bytes_max);
        char* const at = buffer_.data() + size_;
        if (value >= 0 && value < 10) {
            *at = static_cast<char>('0' + value);
            size_ += 1;
        } else if (value >= 10 && value < 100) {
            at[0] = static_cast<char>('0' + value / 10);
            at[1] = static_cast<char>('0' + value % 10);
            size_ += 2;
        } else {
            const std::to_chars_result result = std::to_chars(at, at + number_bytes_max, value);
            size_ += static_cast<std::size_t>(result.ptr - at);
        }
    }

    /// A number with two decimals, given in hundredths and not negative.
    void decimal(std::int64_t hundredths) {
        number(hundredths / 100);
        literal(".");
        number(hundredths % 100 / 10);
        number(hundredths % 10);
    }

    /// "YYYY-MM-DD".
    void date(day value) {
        const std::array<char, 10> characters = to_characters(value);
        text({characters.data(), characters.size()});
    }

    /// So many times the same character.
    void fill(std::size_t count, char c) {
        reserve(count);
        std::memset(buffer_.data() + size_, c, count);
        size_ += count;
    }

    /// Forgets what was written after `size`; the buffer stays.
    void shorten(std::size_t size) { size_ = size; }
    void clear() { size_ = 0; }

    std::size_t size() const { return size_; }

    /// Valid until the next write.
    std::string_view view() const { return {buffer_.data(), size_}; }

private:
    static constexpr std::size_t number_bytes_max = 24;

    void reserve(std::size_t more) {
        if (size_ + more > buffer_.size()) {
            buffer_.resize((size_ + more) * 2);
        }
    }

    std::vector<char> buffer_;
    std::size_t size_ = 0;
};

}  // namespace simulator
