#include "schema/slice.hpp"

namespace schema {

std::string_view to_string(dataset d) {
    switch (d) {
        case dataset::seats: return "seats";
        case dataset::totals: return "totals";
        case dataset::users: return "users";
        case dataset::user_teams: return "user_teams";
        case dataset::repos: return "repos";
        case dataset::engagement: return "engagement";
    }
    return "";
}

std::optional<dataset> parse_dataset(std::string_view text) {
    for (const dataset d : all_datasets)
        if (to_string(d) == text) return d;
    return std::nullopt;
}

std::string target::text() const {
    return source + " " + scope.text() + " " + std::string(to_string(dataset));
}

std::string slice::text() const { return target.text() + " " + day.text(); }

}  // namespace schema
