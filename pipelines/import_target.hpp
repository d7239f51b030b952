#pragma once
// What an import is about: the scope that the user named, and how the row of sync_targets has to change. Pure.

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "schema/slice_state.hpp"

namespace pipelines {

/// `organization/SLUG` and `enterprise/SLUG` are themselves; a SLUG alone is the only scope of that name among `known`.
/// Else a sentence on what is wrong.
std::variant<schema::scope, std::string> parse_import_scope(const std::string& text,
                                                            std::span<const schema::scope> known);

/// The range of a target so that it covers the imported days; nullopt where it does already.
struct target_range {
    schema::day since;
    std::optional<schema::day> until;
    bool operator==(const target_range&) const = default;
};

/// What an import makes of a target that nobody knows yet: the imported days, as far as a first plan would reach back as
/// well, or the last of them alone; it ends with them. A known target stays as it is (nullopt): imported days are
/// there, but nobody waits for those beside them.
std::optional<target_range> import_target(const std::optional<schema::target_state>& known, const schema::target& target,
                                          const schema::day_range& imported, schema::day first_planned);

/// `since` only moves earlier, and not before the vendor's first day, as nobody could ever fill that gap. A target that
/// nobody has configured ends with its last day (the next run that has it configured takes that end away).
std::optional<target_range> extend_target(const std::optional<schema::target_state>& known,
                                          const schema::target& target, const schema::day_range& imported);

}  // namespace pipelines
