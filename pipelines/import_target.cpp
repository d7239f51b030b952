#include "pipelines/import_target.hpp"

#include <algorithm>
#include <set>

#include "config/values.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

std::variant<schema::scope, std::string> parse_import_scope(const std::string& text,
                                                            std::span<const schema::scope> known) {
    const std::size_t slash = text.find('/');
    const std::string slug = schema::lower_case(slash == text.npos ? text : text.substr(slash + 1));
    if (!config::is_slug(slug)) return "--scope " + text + " is no scope: write organization/SLUG or enterprise/SLUG";
    if (slash != text.npos) {
        const auto kind = schema::parse_scope_kind(text.substr(0, slash));
        if (!kind) return "--scope " + text + " must begin with organization/ or enterprise/";
        return schema::scope{*kind, slug};
    }
    std::set<schema::scope> matches;
    for (const schema::scope& scope : known)
        if (scope.identifier == slug) matches.insert(scope);
    if (matches.size() == 1) return *matches.begin();
    return "--scope " + text +
           (matches.empty() ? " does not tell which kind of scope it is, and the database knows none of that name"
                            : " is both an organization and an enterprise here") +
           ": write organization/" + slug + " or enterprise/" + slug;
}

std::optional<target_range> import_target(const std::optional<schema::target_state>& known, const schema::target& target,
                                          const schema::day_range& imported, schema::day first_planned) {
    if (known) return std::nullopt;
    const schema::day reach = std::max(first_planned, vendor_first_day(target));
    return target_range{std::max(imported.first, std::min(reach, imported.last)), imported.last};
}

std::optional<target_range> extend_target(const std::optional<schema::target_state>& known,
                                          const schema::target& target, const schema::day_range& imported) {
    const schema::day first = std::max(imported.first, std::min(vendor_first_day(target), imported.last));
    if (!known) return target_range{first, imported.last};
    target_range range{std::min(known->since, first), known->until};
    if (range.until) range.until = std::max(*range.until, imported.last);
    if (range.since == known->since && range.until == known->until) return std::nullopt;
    return range;
}

}  // namespace pipelines
