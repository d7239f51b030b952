#include "config/settings.hpp"

namespace config {

std::string_view to_string(source_type type) { return type == source_type::augment ? "augment" : "github_copilot"; }

std::optional<source_type> parse_source_type(std::string_view text) {
    for (const source_type type : {source_type::github_copilot, source_type::augment})
        if (to_string(type) == text) return type;
    return std::nullopt;
}

std::string_view to_string(privacy_profile profile) {
    switch (profile) {
        case privacy_profile::aggregate:
            return "aggregate";
        case privacy_profile::pseudonymous:
            return "pseudonymous";
        case privacy_profile::identified:
            return "identified";
    }
    return "";
}

std::optional<privacy_profile> parse_privacy_profile(std::string_view text) {
    for (const privacy_profile profile :
         {privacy_profile::aggregate, privacy_profile::pseudonymous, privacy_profile::identified})
        if (to_string(profile) == text) return profile;
    return std::nullopt;
}

}  // namespace config
