#pragma once
// The users already seen in one report, to suspect those that come twice without keeping a million keys.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace transforms {

/// A user_key as 64 bits. Plain decimal ids without leading zeros below 2^63 are their own value, so two of them never
/// collide; other keys hash to values with the top bit set, where a million keys collide with a chance of 1 in 10^7.
std::uint64_t user_key_hash(std::string_view user_key);

/// Remembers 40 bits of each key in 256 segments with open addressing. Each grows on its own by half, so the peak while
/// growing stays near the total: 5 to 7 bytes a key. Never forgets a key, but takes a new one for an old one now and then:
/// about once in a million keys. Nothing can be taken out.
class key_filter {
public:
    /// True when `key` is certainly new. False: it came before, or looks like one that did.
    bool insert(std::uint64_t key);
    std::size_t size() const { return size_; }

    /// Bytes of table held at the moment.
    std::size_t memory_bytes() const;

private:
    struct segment {
        std::vector<std::uint32_t> slots;  // 0 is an empty slot
        std::size_t used = 0;
    };

    static std::size_t find_slot(const segment& in, std::uint32_t tag);
    static void grow(segment& s);

    std::array<segment, 256> segments_;
    std::size_t size_ = 0;
};

}  // namespace transforms
