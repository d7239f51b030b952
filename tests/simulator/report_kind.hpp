#pragma once
// What the API and the blob host need to know about a kind of report. A further kind is one more file that makes one of
// these, and one more line in report_kind.cpp.

#include <span>
#include <string>
#include <string_view>

#include "tests/simulator/report_part.hpp"
#include "tests/simulator/script.hpp"
#include "tests/simulator/settings.hpp"

namespace simulator {

/// One report of one scope.
struct report_request {
    bool organization = true;  // else an enterprise
    std::string slug{};
    day date{};  // the report's day, or the last day of its window
    report_changes changes{};
};

struct report_kind {
    std::string_view name{};    // as in the path: users-1-day
    bool latest = false;        // asked for as NAME/latest, covers 28 days
    bool organizations = true;  // which scopes offer it
    bool enterprises = true;
    std::size_t (*count_parts)(const settings& options, const report_request& request) = nullptr;
    part_lines (*make_lines)(const settings& options, const report_request& request, std::size_t part) = nullptr;
};

inline constexpr int window_days = 28;

std::span<const report_kind> report_kinds();

/// The kind of that name, or null.
const report_kind* find_report_kind(std::string_view name);

/// The number that reports use for an organization or an enterprise, as text.
std::string scope_id(bool organization, std::string_view slug);

}  // namespace simulator
