#include "tests/simulator/pull_requests.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "tests/simulator/random.hpp"

namespace simulator {

namespace {

void append_comment_type(json_writer& out, std::string_view name, std::int64_t suggested, std::int64_t applied) {
    out.literal("{\"comment_type\":\"");
    out.text(name);
    out.literal("\",\"total_copilot_suggestions\":");
    out.number(suggested);
    out.literal(",\"total_copilot_applied_suggestions\":");
    out.number(applied);
    out.literal("}");
}

// Two types share all of Copilot's suggestions.
void append_comment_types(json_writer& out, const pull_request_counts& counts) {
    const std::int64_t suggested = counts.copilot_suggestions / 3;
    const std::int64_t applied = counts.copilot_applied_suggestions / 3;
    if (counts.copilot_suggestions > 0) {
        append_comment_type(out, "bug_risk", counts.copilot_suggestions - suggested,
                            counts.copilot_applied_suggestions - applied);
    }
    if (suggested > 0) {
        out.literal(",");
        append_comment_type(out, "security", suggested, applied);
    }
}

void append_median(json_writer& out, std::string_view member, std::int64_t merged, std::int64_t hundredths) {
    if (merged > 0) {
        out.text(member);
        out.decimal(hundredths);
    }
}

}  // namespace

pull_request_counts make_pull_requests(std::uint64_t seed, std::int64_t created_max) {
    random_numbers random{mix(seed, 0x70756c6cULL)};
    pull_request_counts counts;
    counts.created = random.below(created_max + 1);
    counts.reviewed = random.below(counts.created + 1);
    counts.merged = random.below(counts.created + 1);
    counts.suggestions = random.below(2 * counts.created + 2);
    counts.applied_suggestions = random.below(counts.suggestions + 1);
    counts.created_by_copilot = random.below(counts.created / 4 + 1);
    counts.reviewed_by_copilot = random.below(counts.reviewed + 1);
    counts.merged_created_by_copilot = random.below(std::min(counts.created_by_copilot, counts.merged) + 1);
    counts.merged_reviewed_by_copilot = random.below(std::min(counts.reviewed_by_copilot, counts.merged) + 1);
    counts.copilot_suggestions = random.below(counts.suggestions + 1);
    counts.copilot_applied_suggestions =
        random.below(std::min(counts.copilot_suggestions, counts.applied_suggestions) + 1);
    counts.median_minutes = random.between(1'000, 300'000);
    counts.median_minutes_authored = random.between(1'000, 300'000);
    counts.median_minutes_reviewed = random.between(1'000, 300'000);
    return counts;
}

void append_pull_requests(json_writer& out, const pull_request_counts& counts, comment_type_list types) {
    const std::array<std::pair<std::string_view, std::int64_t>, 11> members = {{
        {"{\"total_created\":", counts.created},
        {",\"total_reviewed\":", counts.reviewed},
        {",\"total_merged\":", counts.merged},
        {",\"total_suggestions\":", counts.suggestions},
        {",\"total_applied_suggestions\":", counts.applied_suggestions},
        {",\"total_created_by_copilot\":", counts.created_by_copilot},
        {",\"total_reviewed_by_copilot\":", counts.reviewed_by_copilot},
        {",\"total_merged_created_by_copilot\":", counts.merged_created_by_copilot},
        {",\"total_merged_reviewed_by_copilot\":", counts.merged_reviewed_by_copilot},
        {",\"total_copilot_suggestions\":", counts.copilot_suggestions},
        {",\"total_copilot_applied_suggestions\":", counts.copilot_applied_suggestions},
    }};
    for (const auto& [name, value] : members) {
        out.text(name);
        out.number(value);
    }
    append_median(out, ",\"median_minutes_to_merge\":", counts.merged, counts.median_minutes);
    append_median(out, ",\"median_minutes_to_merge_copilot_authored\":", counts.merged_created_by_copilot,
                  counts.median_minutes_authored);
    append_median(out, ",\"median_minutes_to_merge_copilot_reviewed\":", counts.merged_reviewed_by_copilot,
                  counts.median_minutes_reviewed);
    if (types != comment_type_list::absent) {
        out.literal(",\"copilot_suggestions_by_comment_type\":[");
        if (types == comment_type_list::full) {
            append_comment_types(out, counts);
        }
        out.literal("]");
    }
    out.literal("}");
}

}  // namespace simulator
