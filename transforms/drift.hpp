#pragma once
// Members of records that the vendor's documentation does not know, counted by path and type: `schema_drift`.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "transforms/json_type.hpp"

namespace transforms {

/// A member seen where none is documented, or with a type that is not documented for it.
struct drift_entry {
    std::string path;       ///< from the record down, `totals_by_ide[].new_field`; at most drift_path_bytes_max
    std::string_view type;  ///< to_string(json_type); static storage
    std::uint64_t count = 0;

    bool operator==(const drift_entry&) const = default;
};

/// Names of members come from outside, so both their number and their length are bounded.
inline constexpr std::size_t drift_paths_max = 1000;
inline constexpr std::size_t drift_path_bytes_max = 256;

/// The path that all further paths are counted under, once drift_paths_max are known.
inline constexpr std::string_view drift_overflow_path = "(other paths)";

/// Counts for one slice. Not shared between threads.
class drift_counter {
public:
    /// Allocates nothing for a path seen before. Longer paths are cut at a character and end in an ellipsis.
    void add(std::string_view path, json_type type, std::uint64_t count = 1);

    void merge(const drift_counter& other);
    void clear();
    bool empty() const { return counts_.empty(); }

    /// Everything counted, sorted by path and type.
    std::vector<drift_entry> entries() const;

private:
    static constexpr std::size_t type_count = 7;
    struct path_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view path) const { return std::hash<std::string_view>{}(path); }
    };

    std::unordered_map<std::string, std::array<std::uint64_t, type_count>, path_hash, std::equal_to<>> counts_;
};

}  // namespace transforms
