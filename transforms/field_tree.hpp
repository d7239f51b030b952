#pragma once
// How a dataset's decoder is told what a record looks like: a constant tree of its documented members, each with the
// types it may have and what becomes of it. One machine (tree_decoder.hpp) serves every tree.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "transforms/json_type.hpp"

namespace transforms {

/// What becomes of a member.
enum class field_use : std::uint8_t {
    counter,    ///< a whole number, to counters[slot]
    flag,       ///< a boolean, to flags[slot]
    text,       ///< a string, to texts[slot]
    decimal,    ///< a number, its spelling to texts[slot]
    id,         ///< a string or a whole number, as text to texts[slot]
    day,        ///< the record's day, YYYY-MM-DD
    dimension,  ///< of a breakdown entry: a string, required, to texts[slot]
    breakdown,  ///< an array whose entries become breakdown rows
    descend,    ///< an object some of whose members have columns
    keep,       ///< documented, but without a column: to `extra`
};

/// A documented member. Where a column waits for it, another type sets the record aside; under `keep` another type is
/// only drift. Where a column waits for it, null is accepted (but as a dimension) and kept in `extra`.
struct field {
    std::string_view name;
    field_use use = field_use::keep;
    type_set types{};  ///< the documented types, read where the member is kept; for id: the one without need of `extra`
    std::uint8_t slot = 0;
    std::string_view breakdown{};       ///< the column `breakdown` of the rows
    std::span<const field> children{};  ///< of the object, or of the array's elements; none means any
};

using field_list = std::span<const field>;

/// Members a list may have: one bit each while a record is read.
inline constexpr std::size_t fields_max = 64;

/// Names are compared in place, up to the padding behind a record.
inline constexpr std::size_t field_name_bytes_max = 60;

inline constexpr std::size_t no_field = static_cast<std::size_t>(-1);

/// True when `name` stands at `key` with a quote behind it. Word by word, as a call of memcmp costs more than most
/// names.
inline bool is_key(const char* key, std::string_view name) {
    const auto word = [](const char* at) {
        std::uint64_t value = 0;
        std::memcpy(&value, at, sizeof value);
        return value;
    };
    const std::size_t size = name.size();
    if (key[size] != '"') return false;
    if (size < sizeof(std::uint64_t)) {
        for (std::size_t i = 0; i < size; ++i) {
            if (key[i] != name[i]) return false;
        }
        return true;
    }
    std::size_t i = 0;
    for (; i + sizeof(std::uint64_t) < size; i += sizeof(std::uint64_t)) {
        if (word(key + i) != word(name.data() + i)) return false;
    }
    i = size - sizeof(std::uint64_t);
    return word(key + i) == word(name.data() + i);
}

/// Index of the field whose name stands at `key` with a quote behind it, or no_field. Looks at `expected` first, as
/// reports keep one order for long stretches. field_name_bytes_max + 1 bytes are readable at `key`.
inline std::size_t find_field(field_list fields, std::size_t expected, const char* key) {
    for (std::size_t i = expected; i < fields.size(); ++i) {
        if (is_key(key, fields[i].name)) return i;
    }
    for (std::size_t i = 0; i < expected && i < fields.size(); ++i) {
        if (is_key(key, fields[i].name)) return i;
    }
    return no_field;
}

/// The same for a name that had to be unescaped.
inline std::size_t find_field(field_list fields, std::string_view name) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name == name) return i;
    }
    return no_field;
}

/// Slots of the dimensions among a breakdown entry's texts.
enum dimension_slot : std::uint8_t { ide_slot, feature_slot, language_slot, model_slot, dimension_count };

/// Where columns' values land; views into the record or the decoder's buffers.
struct field_values {
    std::array<std::optional<std::int64_t>, 48> counters{};
    std::array<std::optional<bool>, 16> flags{};
    std::array<std::optional<std::string_view>, 16> texts{};
};

/// True when the lists of a tree keep the limits above; for a static_assert beside each tree.
constexpr bool is_sound(field_list fields) {
    if (fields.size() > fields_max) return false;
    for (const field& f : fields) {
        if (f.name.empty() || f.name.size() > field_name_bytes_max || !is_sound(f.children)) return false;
        const bool counts = f.use == field_use::counter;
        if (f.slot >= (counts ? field_values{}.counters.size() : field_values{}.texts.size())) return false;
    }
    return true;
}

}  // namespace transforms
