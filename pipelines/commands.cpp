#include "pipelines/commands.hpp"

#include <iostream>

namespace pipelines {

exit_code usage_error(const std::vector<std::string>& mistakes) {
    for (const std::string& mistake : mistakes) std::cerr << "copilot-metrics-sync: " << mistake << "\n";
    return exit_code::usage;
}

schema::day today_of(const options& options) {
    return options.as_of.value_or(schema::day::of(std::chrono::system_clock::now()));
}

std::optional<schema::day_range> range_of(const options& options) {
    if (!options.from) return std::nullopt;
    return schema::day_range{*options.from, *options.to};
}

}  // namespace pipelines
