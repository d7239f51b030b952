#pragma once
// Reports from a folder instead of an API: the second implementation of the seam, and the way to try things offline.

#include <filesystem>

#include "connectors/report_source.hpp"

namespace connectors {

/// Reads `DIR/{dataset}/{YYYY-MM-DD}/*.ndjson`, one part a file in the order of their names, or the single
/// `DIR/{dataset}/{YYYY-MM-DD}.ndjson`; having both fails. Nothing there, or only empty files, is no data. The scope
/// plays no part: a folder holds the reports of one.
class folder_source final : public report_source {
public:
    explicit folder_source(std::filesystem::path directory) : directory_{std::move(directory)} {}

    fetch_outcome fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) override;
    /// `report` when the folder can be listed.
    fetch_outcome probe(const schema::target& target, const fetch_limits& limits) override;

private:
    std::filesystem::path directory_;
};

}  // namespace connectors
