#include "tests/simulator/report_kind.hpp"

#include <array>

#include "tests/simulator/random.hpp"
#include "tests/simulator/users_report.hpp"

namespace simulator {

std::span<const report_kind> report_kinds() {
    static const std::array<report_kind, 2> kinds = {users_1_day_report(), users_28_day_report()};
    return kinds;
}

const report_kind* find_report_kind(std::string_view name) {
    for (const report_kind& kind : report_kinds()) {
        if (kind.name == name) {
            return &kind;
        }
    }
    return nullptr;
}

std::string scope_id(bool organization, std::string_view slug) {
    const std::uint64_t hash = hash_text(slug);
    return std::to_string(organization ? 100'000'000 + hash % 100'000'000 : 10'000 + hash % 90'000);
}

}  // namespace simulator
