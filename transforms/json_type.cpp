#include "transforms/json_type.hpp"

#include <array>

namespace transforms {

std::string_view to_string(json_type type) {
    constexpr std::array<std::string_view, 7> names{"object", "array",   "string", "integer",
                                                    "number", "boolean", "null"};
    return names.at(static_cast<std::size_t>(type));
}

std::string_view with_article(json_type type) {
    constexpr std::array<std::string_view, 7> names{"an object", "an array",  "a string", "an integer",
                                                    "a number",  "a boolean", "null"};
    return names.at(static_cast<std::size_t>(type));
}

}  // namespace transforms
