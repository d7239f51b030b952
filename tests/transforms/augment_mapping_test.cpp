// The mapping of the sixteen counters, against the reference and against docs/augment-mapping.md.
#include "transforms/augment_mapping.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

namespace {

using namespace transforms;

/// Counter i is 2^i, so that a sum tells what went into it.
augment_counts powers() {
    augment_counts counts;
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = std::int64_t{1} << i;
    return counts;
}

schema::activity mapped(std::string_view feature, const augment_counts& counts) {
    schema::activity activity;
    EXPECT_TRUE(to_activity(feature, counts, activity));
    return activity;
}

using values = std::array<std::optional<std::int64_t>, 7>;
constexpr auto none = std::nullopt;
constexpr std::int64_t agents = (1 << 8) + (1 << 10) + (1 << 12) + (1 << 14);

TEST(AugmentMapping, IsThatOfTheReference) {
    EXPECT_EQ(mapped("", powers()).values, (values{(1 << 7) + agents, 1 << 3, 1 << 4, 1 << 6, none, 1 << 0, none}));
    EXPECT_EQ(mapped("code_completion", powers()).values, (values{none, 1 << 3, 1 << 4, 1 << 6, none, 1 << 5, none}));
    EXPECT_EQ(mapped("chat_panel", powers()).values, (values{1 << 7, none, none, none, none, none, none}));
    EXPECT_EQ(mapped("agent_edit", powers()).values, (values{agents, none, none, none, none, 2 * agents, none}));
    EXPECT_EQ(mapped("no such feature", powers()), schema::activity{});
}

TEST(AugmentMapping, TheWorkedExampleOfTheReference) {
    // 142/51 completions, 88 lines, chat 7, IDE agent 23 messages and 412 lines, CLI interactive 4 and 36.
    augment_counts counts{536, 34, 118, 142, 51, 88, 305, 7, 0, 0, 23, 412, 4, 36, 0, 0};
    EXPECT_EQ(mapped("", counts).values, (values{34, 142, 51, 305, none, 536, none}));
    EXPECT_EQ(mapped("agent_edit", counts).values, (values{27, none, none, none, none, 448, none}));
    EXPECT_EQ(mapped("code_completion", counts).values[5], 88);
}

TEST(AugmentMapping, WhatWasNotSentIsNotMeasured) {
    augment_counts counts{};
    EXPECT_EQ(mapped("", counts), schema::activity{});
    counts[static_cast<std::size_t>(augment_counter::chat_messages)] = 0;
    EXPECT_EQ(mapped("", counts).values[0], 0) << "sent as 0 is measured";
    EXPECT_EQ(mapped("agent_edit", counts).values[0], none);
    counts[static_cast<std::size_t>(augment_counter::ide_agent_messages)] = 5;
    EXPECT_EQ(mapped("", counts).values[0], 5) << "what was sent counts";
}

TEST(AugmentMapping, SumsThatDoNotFitAreRefused) {
    augment_counts counts{};
    schema::activity activity;
    counts[7] = std::numeric_limits<std::int64_t>::max();
    counts[8] = 1;
    EXPECT_FALSE(to_activity("", counts, activity));
    augment_counts sum = counts;
    EXPECT_FALSE(add_counts(sum, counts));
}

/// The row of the document's table that begins with the counter.
std::string documented(const std::string& document, std::string_view counter) {
    const std::size_t at = document.find("| `" + std::string(counter) + "` |");
    EXPECT_NE(at, document.npos) << counter;
    return at == document.npos ? "" : document.substr(at, document.find('\n', at) - at);
}

TEST(AugmentMapping, TheDocumentSaysTheSame) {
    std::ifstream in(std::string(SOURCE_DIR) + "/docs/augment-mapping.md");
    std::stringstream text;
    text << in.rdbuf();
    for (std::size_t i = 0; i < augment_counter_count; ++i) {
        const std::string row = documented(text.str(), augment_counter_names[i]);
        for (const augment_mapping& one : augment_map::measures) {
            if (!one.from.contains(i)) continue;
            const std::string column(schema::activity_columns[one.measure]);
            const std::string home =
                one.feature.empty() ? "`" + column + "`" : "`" + std::string(one.feature) + "." + column + "`";
            EXPECT_NE(row.find(home), row.npos) << row << "\nlacks " << home;
        }
        EXPECT_EQ(row.find("`extra`") != row.npos, augment_map::kept.contains(i)) << row;
    }
}

}  // namespace
