// The pull_requests object of aggregate and repository records: invented, obeying only the bounds that readers may rely
// on (no more merged than created, Copilot's share within the whole).
#pragma once

#include <cstdint>

#include "tests/simulator/json_writer.hpp"

namespace simulator {

struct pull_request_counts {
    std::int64_t created = 0;
    std::int64_t reviewed = 0;
    std::int64_t merged = 0;
    std::int64_t suggestions = 0;
    std::int64_t applied_suggestions = 0;
    std::int64_t created_by_copilot = 0;
    std::int64_t reviewed_by_copilot = 0;
    std::int64_t merged_created_by_copilot = 0;
    std::int64_t merged_reviewed_by_copilot = 0;
    std::int64_t copilot_suggestions = 0;
    std::int64_t copilot_applied_suggestions = 0;
    std::int64_t median_minutes = 0;  // in hundredths, like the two below
    std::int64_t median_minutes_authored = 0;
    std::int64_t median_minutes_reviewed = 0;
};

/// At most so many created ones.
pull_request_counts make_pull_requests(std::uint64_t seed, std::int64_t created_max);

enum class comment_type_list : std::uint8_t { absent, empty, full };

/// Appends the object. Medians are absent where nothing of the kind was merged.
void append_pull_requests(json_writer& out, const pull_request_counts& counts, comment_type_list types);

}  // namespace simulator
