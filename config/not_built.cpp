#include "config/not_built.hpp"

#include <algorithm>

namespace config {

bool refuse_unbuilt(const build_state& built, feature which, const std::string& subject, findings& found) {
    const auto missing = std::find_if(built.unbuilt.begin(), built.unbuilt.end(),
                                      [which](const unbuilt_feature& unbuilt) { return unbuilt.which == which; });
    if (missing == built.unbuilt.end()) return false;
    found.mistake(subject + ", but " + std::string(missing->what) +
                  " is not built yet: " + std::string(missing->instead));
    return true;
}

bool refuse_unbuilt(const build_state& built, schema::dataset dataset, const std::string& subject, findings& found) {
    if (std::find(built.datasets.begin(), built.datasets.end(), dataset) != built.datasets.end()) return false;
    found.mistake(subject + ", but this dataset is not built yet: take it out");
    return true;
}

}  // namespace config
