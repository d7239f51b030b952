#pragma once
// Every key that the file may hold, level by level, in the documented order.

#include <string>
#include <string_view>
#include <vector>

namespace config {

enum class key_shape { scalar, list, section, sources, app };

struct known_key {
    std::string name;
    key_shape shape;
};

/// The keys below `section`: `` for the top, else `database`, `sources`, `sources.app`, `sync`, `archive`, `privacy`.
const std::vector<known_key>& keys_of(std::string_view section);

/// ` (did you mean X?)`, ` (it belongs under X)` where another level has that very key, else the keys of this level.
std::string hint_for_unknown_key(std::string_view section, std::string_view key);

}  // namespace config
