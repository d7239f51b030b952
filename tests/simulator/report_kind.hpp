#pragma once
// What the API and the blob host need to know about a kind of report. A further kind is one more file that makes one of
// these, and one more line in report_kind.cpp.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/report_part.hpp"
#include "tests/simulator/script.hpp"
#include "tests/simulator/settings.hpp"

namespace simulator {

class totals_store;

/// One report of one scope.
struct report_request {
    bool organization = true;  // else an enterprise
    std::string slug{};
    day date{};  // the report's day, or the last day of its window
    report_changes changes{};
    std::vector<report_changes> window_changes{};  // 28-day reports: what holds for each day, the first day first
};

/// What reports are made from.
struct report_source {
    const settings& options;
    totals_store& totals;
};

struct report_kind {
    std::string_view name{};    // as in the path: users-1-day
    bool latest = false;        // asked for as NAME/latest, covers 28 days
    bool organizations = true;  // which scopes offer it
    bool enterprises = true;
    day first_day{};  // no data before
    std::size_t (*count_parts)(const settings& options, const report_request& request) = nullptr;
    part_lines (*make_lines)(const report_source& source, const report_request& request, std::size_t part) = nullptr;
};

inline constexpr int window_days = 28;

std::span<const report_kind> report_kinds();

/// The kind of that name, or null.
const report_kind* find_report_kind(std::string_view name);

/// The number that reports use for an organization or an enterprise, as text.
std::string scope_id(bool organization, std::string_view slug);

struct scope_ids {
    std::string organization;  // empty at enterprise scope
    std::string enterprise;
};

/// The ids that the records of this report carry. Every organization belongs to the first enterprise.
scope_ids make_scope_ids(const settings& options, const report_request& request);

/// As many files as the script or the command line says.
std::size_t count_shards(const settings& options, const report_request& request);

/// One day of a 28-day report as a request of its own; `index` is 0 for the first day.
report_request day_of_window(const report_request& window, std::size_t index);

}  // namespace simulator
