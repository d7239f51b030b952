#include "transforms/key_filter.hpp"

#include <algorithm>

namespace transforms {

namespace {

/// A bijection that spreads every bit of `key` over the whole word; 0 stays 0.
std::uint64_t mix(std::uint64_t key) {
    key = (key ^ key >> 32U) * 0xd6e8feb86659fd93U;
    key = (key ^ key >> 32U) * 0xd6e8feb86659fd93U;
    return key ^ key >> 32U;
}

/// `tag` scaled to [0, size); keeps the order, so a growing table is written front to back.
std::size_t scale(std::uint32_t tag, std::size_t size) {
    return static_cast<std::size_t>(std::uint64_t{tag} * size >> 32U);
}

/// Full at 7/8: linear probing stays in a cache line or two.
bool is_full(std::size_t used, std::size_t size) { return (used + 1) * 8 > size * 7; }

}  // namespace

std::uint64_t user_key_hash(std::string_view user_key) {
    constexpr std::uint64_t top_bit = std::uint64_t{1} << 63U;
    const bool plain = !user_key.empty() && user_key.size() <= 19 && (user_key.front() != '0' || user_key.size() == 1);
    if (plain && std::all_of(user_key.begin(), user_key.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        std::uint64_t value = 0;
        for (const char c : user_key) value = value * 10 + static_cast<std::uint64_t>(c - '0');
        if (value < top_bit) return value;
    }
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, spread afterwards because its upper bits are weak
    for (const char c : user_key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return mix(hash) | top_bit;
}

std::size_t key_filter::find_slot(const segment& in, std::uint32_t tag) {
    std::size_t slot = scale(tag, in.slots.size());
    while (in.slots[slot] != 0 && in.slots[slot] != tag) slot = slot + 1 == in.slots.size() ? 0 : slot + 1;
    return slot;
}

void key_filter::grow(segment& s) {
    segment larger;
    larger.slots.resize(std::max<std::size_t>(8, s.slots.size() + s.slots.size() / 2));
    for (const std::uint32_t tag : s.slots)
        if (tag != 0) larger.slots[find_slot(larger, tag)] = tag;
    larger.used = s.used;
    s = std::move(larger);
}

bool key_filter::insert(std::uint64_t key) {
    const std::uint64_t mixed = mix(key);
    segment& s = segments_[mixed >> 56U];
    const auto low = static_cast<std::uint32_t>(mixed);
    const std::uint32_t tag = low == 0 ? 1 : low;
    if (is_full(s.used, s.slots.size())) grow(s);
    const std::size_t slot = find_slot(s, tag);
    if (s.slots[slot] == tag) return false;
    s.slots[slot] = tag;
    ++s.used;
    ++size_;
    return true;
}

std::size_t key_filter::memory_bytes() const {
    std::size_t bytes = sizeof *this;
    for (const segment& s : segments_) bytes += s.slots.capacity() * sizeof(std::uint32_t);
    return bytes;
}

}  // namespace transforms
