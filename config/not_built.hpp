#pragma once
// What the contract knows and this version cannot do yet: refused with a sentence, never ignored. This is the only
// place; whoever builds one of these takes its line out.

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "config/findings.hpp"
#include "schema/slice.hpp"

namespace config {

enum class feature { privacy_profile, privacy_key };

struct unbuilt_feature {
    feature which;
    std::string_view what;
    std::string_view instead;
};

inline constexpr std::array not_built_yet{
    unbuilt_feature{feature::privacy_profile, "any privacy profile but identified",
                    "write identified, or do not load these data yet"},
    unbuilt_feature{feature::privacy_key, "pseudonyms", "take it out"},
};

/// The datasets that have a connector, a decoder and tables; a source that names none reads all of them that its vendor
/// has.
inline constexpr std::array built_datasets = schema::all_datasets;

/// What is missing and what is there; tests pass less and more than the real thing.
struct build_state {
    std::span<const unbuilt_feature> unbuilt = not_built_yet;
    std::span<const schema::dataset> datasets = built_datasets;
};

/// `subject, but WHAT is not built yet: INSTEAD` as a mistake, and true; false where the feature is there. `subject` is
/// the beginning of the sentence, e.g. `archive.directory is set`.
bool refuse_unbuilt(const build_state& built, feature which, const std::string& subject, findings& found);

/// The same for a dataset.
bool refuse_unbuilt(const build_state& built, schema::dataset dataset, const std::string& subject, findings& found);

}  // namespace config
