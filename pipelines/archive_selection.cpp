#include "pipelines/archive_selection.hpp"

#include <algorithm>
#include <set>

namespace pipelines {

std::optional<connectors::archive> archive_of(const config::settings& settings) {
    if (settings.archive_directory.empty()) return std::nullopt;
    return connectors::archive{settings.archive_directory};
}

std::vector<schema::slice> select_archived(const std::vector<connectors::archived_file>& files, const filters& filters,
                                           const std::optional<schema::day_range>& range,
                                           std::vector<std::string>& mistakes) {
    if (range && range->empty())
        mistakes.push_back("--from " + range->first.text() + " is after --to " + range->last.text());
    std::set<schema::target> known;
    std::vector<schema::slice> selected;
    for (const connectors::archived_file& file : files) {
        known.insert(file.slice.target);
        if (filters.selects(file.slice.target) && (!range || range->contains(file.slice.day)))
            selected.push_back(file.slice);
    }
    for (std::string& mistake : unknown_filters(filters, std::vector<schema::target>(known.begin(), known.end())))
        mistakes.push_back(std::move(mistake));
    std::stable_sort(selected.begin(), selected.end(),
                     [](const schema::slice& a, const schema::slice& b) { return b.day < a.day; });
    return selected;
}

}  // namespace pipelines
