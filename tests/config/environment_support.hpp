#pragma once
// An environment in a map, so that no test depends on the variables of whoever runs it.

#include <map>
#include <string>

#include "config/load_settings.hpp"

namespace config::testing {

using variables = std::map<std::string, std::string>;

/// All that a sync needs and nothing more.
inline variables complete() {
    return {{"DATABASE_URL", "sqlite:metrics.db"},
            {"GITHUB_TOKEN", "test-token"},
            {"GITHUB_ORG", "octo-org"},
            {"GITHUB_API_URL", "http://127.0.0.1:18080"}};
}

inline loaded_settings load(const variables& set, const flag_values& flags = {}, needs what = needs::sources) {
    const auto lookup = [&set](const std::string& name) -> std::optional<std::string> {
        const auto found = set.find(name);
        return found == set.end() ? std::nullopt : std::optional(found->second);
    };
    settings_inputs inputs;
    inputs.variable = lookup;
    inputs.flags = flags;
    inputs.what = what;
    return load_settings(inputs);
}

/// `complete()` with one variable set otherwise.
inline loaded_settings load_with(const std::string& name, const std::string& value) {
    auto set = complete();
    set[name] = value;
    return load(set);
}

/// All mistakes and warnings as one text, to search.
inline std::string words(const loaded_settings& loaded) {
    std::string all;
    for (const auto* list : {&loaded.mistakes, &loaded.warnings})
        for (const std::string& sentence : *list) all += sentence + "\n";
    return all;
}

inline bool says(const loaded_settings& loaded, const std::string& text) {
    return words(loaded).find(text) != std::string::npos;
}

}  // namespace config::testing
