#include "schema/slice_state.hpp"

#include <array>
#include <stdexcept>

namespace schema {

namespace {

constexpr std::array<std::string_view, 5> names{"pending", "in_progress", "completed", "no_data", "failed"};

}  // namespace

std::string_view to_string(slice_status status) { return names[static_cast<std::size_t>(status)]; }

slice_status parse_slice_status(std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<slice_status>(i);
    throw std::invalid_argument("sync_status.status holds '" + std::string(text) + "', which no version of this program "
                                "writes");
}

}  // namespace schema
