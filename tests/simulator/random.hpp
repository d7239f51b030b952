#pragma once
// Reproducible numbers: the same seed gives the same report on every machine (std's distributions do not promise that).

#include <cstdint>
#include <string_view>

namespace simulator {

/// Scrambles one value; every bit of the result depends on every bit of the input.
constexpr std::uint64_t mix(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

/// One value out of several; the order matters.
template <typename... Rest>
constexpr std::uint64_t mix(std::uint64_t first, Rest... rest) {
    return mix(mix(first) ^ mix(static_cast<std::uint64_t>(rest)...));
}

/// A number for a name.
constexpr std::uint64_t hash_text(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return mix(hash);
}

/// A stream of numbers that depends on nothing but its seed.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : state_(seed) {}

    /// 0 to bound - 1; 0 for a bound of 0.
    std::int64_t below(std::int64_t bound) {
        const std::uint64_t high = mix(state_) >> 32;
        state_ += 0x9e3779b97f4a7c15ULL;
        return static_cast<std::int64_t>((high * static_cast<std::uint64_t>(bound)) >> 32);
    }

    /// low to high, both included.
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }

    /// True in so many of a hundred cases.
    bool chance(std::int64_t percent) { return below(100) < percent; }

private:
    std::uint64_t state_;
};

}  // namespace simulator
