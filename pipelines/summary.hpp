#pragma once
// What a run came to: as JSON for programs (`--summary`), and in words for people.

#include <string>
#include <vector>

#include "pipelines/verdict.hpp"
#include "schema/timestamp.hpp"
#include "sinks/run_store.hpp"

namespace pipelines {

struct run_summary {
    std::string run_id;
    exit_code code = exit_code::complete;
    schema::time_point started_at;
    schema::time_point finished_at;
    sinks::run_counts counts;
    std::vector<problem> problems;
};

/// One JSON object with the members of the contract, ending in a newline.
std::string summary_json(const run_summary& summary);

/// A few lines: what was loaded, what is not as it should be and why, what to do.
std::string summary_text(const run_summary& summary);

/// To `path`, written beside it and renamed, or to stdout for `-`. Throws std::runtime_error naming the path.
void write_summary(const std::string& path, const run_summary& summary);

}  // namespace pipelines
