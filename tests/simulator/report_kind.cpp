#include "tests/simulator/report_kind.hpp"

#include <array>

#include "tests/simulator/random.hpp"
#include "tests/simulator/repos_report.hpp"
#include "tests/simulator/totals_report.hpp"
#include "tests/simulator/user_teams_report.hpp"
#include "tests/simulator/users_report.hpp"

namespace simulator {

std::span<const report_kind> report_kinds() {
    static const std::array<report_kind, 8> kinds = {users_1_day_report(),         users_28_day_report(),
                                                     organization_1_day_report(),  enterprise_1_day_report(),
                                                     organization_28_day_report(), enterprise_28_day_report(),
                                                     user_teams_1_day_report(),    repos_1_day_report()};
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

scope_ids make_scope_ids(const settings& options, const report_request& request) {
    const std::string enterprise = options.enterprises.empty() ? "octo-corp" : options.enterprises.front();
    return {.organization = request.organization ? scope_id(true, request.slug) : "",
            .enterprise = scope_id(false, request.organization ? enterprise : request.slug)};
}

std::size_t count_shards(const settings& options, const report_request& request) {
    return request.changes.shards.value_or(options.shards);
}

report_request day_of_window(const report_request& window, std::size_t index) {
    report_request one_day = {.organization = window.organization,
                              .slug = window.slug,
                              .date = window.date - std::chrono::days{window_days - 1 - static_cast<int>(index)},
                              .changes = window.changes};
    if (index < window.window_changes.size()) {
        one_day.changes = window.window_changes[index];
    }
    return one_day;
}

}  // namespace simulator
