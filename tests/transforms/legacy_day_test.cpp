// The older API's shape, against GitHub's last published schema of it and the rule that leaves add up to the day.

#include "transforms/legacy_day.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "json_value.hpp"
#include "padded.hpp"
#include "transforms/totals_decoder.hpp"

namespace {

using namespace transforms;
using transforms_test::json_value;
using transforms_test::parse_json;

constexpr auto null = json_value::kind::null;

struct day_totals : schema::stored_totals_row {
    std::vector<schema::totals_breakdown_row> rows;

    /// Of a breakdown by feature, language and feature, or model and feature.
    void add(const char* name, const char* feature, const char* language, const char* model,
             std::array<std::optional<std::int64_t>, 7> values) {
        rows.push_back({name, "", feature, language, model, {values}});
        breakdown = rows;
    }
};

json_value legacy(const schema::stored_totals_row* totals) {
    std::string out;
    append_legacy_day(out, schema::day{2026, 11, 18}, {totals ? "completed" : "missing", totals != nullptr, ""},
                      totals);
    return parse_json(out);
}

/// The leaves of the completions: one editor, one model.
const json_value& languages(const json_value& day) {
    const json_value& editors = day.at("copilot_ide_code_completions").at("editors");
    EXPECT_EQ(editors.elements.size(), 1u);
    EXPECT_EQ(editors.elements.at(0).at("name").text, "unknown");
    EXPECT_EQ(editors.elements.at(0).at("models").elements.size(), 1u);
    return editors.elements.at(0).at("models").elements.at(0).at("languages");
}

const json_value& models(const json_value& day) {
    return day.at("copilot_ide_chat").at("editors").elements.at(0).at("models");
}

/// `name=number` of each leaf in order, null as `-`.
std::string shown(const json_value& leaves, const char* counter) {
    std::string text;
    for (const json_value& leaf : leaves.elements)
        text += (text.empty() ? "" : " ") + leaf.at("name").text + "=" +
                (leaf.at(counter).type == null ? "-" : std::to_string(leaf.at(counter).integer()));
    return text;
}

TEST(LegacyDay, PutsWhatNoLanguageHasIntoALeafOfItsOwn) {
    day_totals totals;
    totals.older_api = {7, std::nullopt, 100, 40, 200, 90};
    totals.add("language_feature", "code_completion", "go", "", {std::nullopt, 60, 40, 120, 0, 50, 0});
    totals.add("language_feature", "chat_inline", "go", "", {std::nullopt, 9, 9, 9, 9, 9, 9});
    totals.add("language_feature", "code_completion", "java", "", {std::nullopt, 30, 0, 60, 0, 40, 0});
    const json_value day = legacy(&totals);
    EXPECT_EQ(shown(languages(day), "total_code_suggestions"), "go=60 java=30 unknown=10");
    EXPECT_EQ(shown(languages(day), "total_code_acceptances"), "go=40 java=0 unknown=0");
    EXPECT_EQ(shown(languages(day), "total_code_lines_suggested"), "go=120 java=60 unknown=20");
    EXPECT_EQ(shown(languages(day), "total_code_lines_accepted"), "go=50 java=40 unknown=0");
    EXPECT_EQ(day.at("copilot_ide_code_completions").at("languages").elements.size(), 3u);
}

TEST(LegacyDay, AddsTheRestToTheLanguageThatIsAlreadyCalledUnknown) {
    day_totals totals;
    totals.older_api = {7, std::nullopt, 100, 40, 200, 90};
    totals.add("language_feature", "code_completion", "unknown", "", {std::nullopt, 60, 40, 120, 0, 50, 0});
    EXPECT_EQ(shown(languages(legacy(&totals)), "total_code_suggestions"), "unknown=100");
}

TEST(LegacyDay, TrustsTheDayWhereLanguagesCountMore) {
    day_totals totals;
    totals.older_api = {7, std::nullopt, 50, 40, 200, 90};
    totals.add("language_feature", "code_completion", "go", "", {std::nullopt, 60, 40, 120, 0, 50, 0});
    EXPECT_EQ(shown(languages(legacy(&totals)), "total_code_suggestions"), "go=- unknown=50");
    EXPECT_EQ(shown(languages(legacy(&totals)), "total_code_acceptances"), "go=40 unknown=0");
}

TEST(LegacyDay, HasOneLeafWhereThereIsNoBreakdown) {
    day_totals totals;
    totals.older_api = {3, std::nullopt, 142, 51, std::nullopt, std::nullopt};
    const json_value day = legacy(&totals);
    EXPECT_EQ(shown(languages(day), "total_code_suggestions"), "unknown=142");
    EXPECT_EQ(shown(languages(day), "total_code_lines_suggested"), "unknown=-") << "not measured is no 0";
    EXPECT_EQ(day.at("copilot_ide_chat").type, null);
}

TEST(LegacyDay, SplitsChatsByModelAndCountsEveryWayToChat) {
    day_totals totals;
    for (const char* feature : {"chat_inline", "chat_panel_plan_mode", "chat_panel_agent_mode", "chat_panel"})
        totals.add("feature", feature, "", "", {5, 9, 9, 9, 9, 9, 9});
    for (const char* other : {"code_completion", "agent_edit", "copilot_cli", "others"})
        totals.add("feature", other, "", "", {100, 9, 9, 9, 9, 9, 9});
    totals.add("model_feature", "chat_inline", "", "gpt-5.4", {4, 9, 9, 9, 9, 9, 9});
    totals.add("model_feature", "chat_panel_agent_mode", "", "gpt-5.4", {3, 9, 9, 9, 9, 9, 9});
    totals.add("model_feature", "code_completion", "", "gpt-4.1", {0, 9, 9, 9, 9, 9, 9});
    EXPECT_EQ(shown(models(legacy(&totals)), "total_chats"), "gpt-5.4=7 unknown=13");
    EXPECT_EQ(legacy(&totals).at("copilot_ide_code_completions").type, null) << "unknown, although chats are known";
}

TEST(LegacyDay, OfADayThatIsNotLoadedHasNoNumber) {
    const json_value day = legacy(nullptr);
    EXPECT_EQ(day.at("date").text, "2026-11-18");
    for (const auto& [name, member] : day.members) {
        if (name == "date" || name == "status" || name == "is_final") continue;
        EXPECT_EQ(member.type, null) << name;
    }
}

/// Names of every object's members on the way down, as `editors[].models[].name`.
void list_paths(const json_value& value, const std::string& path, std::set<std::string>& paths) {
    if (value.type != null && !path.empty()) paths.insert(path);
    for (const auto& [name, member] : value.members) list_paths(member, path.empty() ? name : path + "." + name, paths);
    for (const json_value& element : value.elements) list_paths(element, path + "[]", paths);
}

TEST(LegacyDay, HasNoNameThatTheOlderApiHadNotButItsThreeOwn) {
    std::ifstream file(TEST_DATA_DIR "/github/legacy-metrics.ndjson");
    std::set<std::string> known, ours;
    for (std::string line; std::getline(file, line);) list_paths(parse_json(line), "", known);
    ASSERT_GT(known.size(), 30u);
    day_totals totals;
    totals.older_api = {7, std::nullopt, 100, 40, 200, 90};
    totals.add("feature", "chat_inline", "", "", {5, 9, 9, 9, 9, 9, 9});
    list_paths(legacy(&totals), "", ours);
    for (const std::string& path : ours)
        EXPECT_TRUE(known.contains(path) || path == "status" || path == "is_final") << path;
    EXPECT_TRUE(ours.contains("copilot_ide_chat.editors[].models[].total_chats"));
    EXPECT_TRUE(ours.contains("copilot_ide_code_completions.editors[].models[].languages[].total_code_lines_accepted"));
}

/// The samples' totals: leaves must add up to the day, whatever the breakdowns say.
TEST(LegacyDay, OfEverySampleAddsUpToTheDay) {
    for (const char* name : {"organization-1-day.ndjson", "enterprise-1-day.ndjson"}) {
        std::ifstream file(std::string(TEST_DATA_DIR "/github/") + name);
        int days = 0;
        for (std::string line; std::getline(file, line); ++days) {
            totals_decoder decoder{std::nullopt};
            transforms_test::padded record{line};
            ASSERT_TRUE(decoder.decode(record.view())) << line;
            schema::stored_totals_row row;
            static_cast<schema::totals_row&>(row) = decoder.row();
            std::int64_t chats = 0, suggestions = -1;
            for (const auto& part : row.breakdown) {
                if (part.breakdown != "feature") continue;
                if (part.feature == "code_completion")
                    suggestions = row.older_api[2].emplace(part.activity.values[1].value());
                if (part.feature.starts_with("chat_")) chats += part.activity.values[0].value();
            }
            const json_value day = legacy(&row);
            std::int64_t in_leaves = 0, chats_in_leaves = 0;
            if (suggestions >= 0)
                for (const auto& leaf : languages(day).elements)
                    if (leaf.at("total_code_suggestions").type != null)
                        in_leaves += leaf.at("total_code_suggestions").integer();
            if (suggestions >= 0) {
                EXPECT_EQ(in_leaves, suggestions) << name << " " << line.substr(0, 60);
            }
            if (day.at("copilot_ide_chat").type != null)
                for (const auto& leaf : models(day).elements)
                    if (leaf.at("total_chats").type != null) chats_in_leaves += leaf.at("total_chats").integer();
            EXPECT_EQ(chats_in_leaves, chats) << name << " " << line.substr(0, 60);
        }
        EXPECT_GE(days, 5) << name;
    }
}

}  // namespace
