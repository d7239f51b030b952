#pragma once
// The JSON types as reports and messages tell them apart: RFC 8259's, with whole numbers apart from the others.

#include <cstdint>
#include <string_view>

namespace transforms {

enum class json_type : std::uint8_t { object, array, string, integer, number, boolean, null };

/// `object`, `array`, `string`, `integer`, `number`, `boolean`, `null`: as stored in `schema_drift`.
std::string_view to_string(json_type type);

/// The same for a sentence: `an object`, `an integer`, `null`.
std::string_view with_article(json_type type);

/// A set of JSON types, for what a documented field may hold.
struct type_set {
    std::uint8_t bits = 0;

    constexpr type_set() = default;
    constexpr type_set(json_type type) : bits(static_cast<std::uint8_t>(1U << static_cast<unsigned>(type))) {}
    constexpr bool contains(json_type type) const { return (bits >> static_cast<unsigned>(type) & 1U) != 0; }
    friend constexpr type_set operator|(type_set a, type_set b) {
        type_set both;
        both.bits = static_cast<std::uint8_t>(a.bits | b.bits);
        return both;
    }
};

}  // namespace transforms
