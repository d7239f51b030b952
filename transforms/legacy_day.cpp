#include "transforms/legacy_day.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "schema/measure_sum.hpp"
#include "transforms/json_members.hpp"
#include "transforms/vendor_metrics.hpp"

namespace transforms {

namespace {

using schema::measure;
using schema::wide;

constexpr std::string_view unknown = "unknown";
constexpr std::size_t interactions = 0;
static_assert(schema::activity_columns[interactions] == "user_initiated_interaction_count");

/// What a leaf counts, in the order of `completion_names` or chats alone.
using counts = std::vector<measure>;

struct leaf {
    std::string name;
    counts values;
};

constexpr std::array<std::string_view, 4> completion_names{"total_code_suggestions", "total_code_acceptances",
                                                           "total_code_lines_suggested", "total_code_lines_accepted"};
/// Their measures: generations, acceptances, lines suggested to add, lines added.
constexpr std::array<std::size_t, 4> completion_measures{1, 2, 3, 5};
static_assert(schema::activity_columns[1] == "code_generation_activity_count" &&
              schema::activity_columns[5] == "loc_added_sum" && schema::older_api_columns[2] == completion_names[0]);

leaf& leaf_named(std::vector<leaf>& leaves, std::string_view name, std::size_t measures) {
    const auto found = std::find_if(leaves.begin(), leaves.end(), [&](const leaf& one) { return one.name == name; });
    if (found != leaves.end()) return *found;
    return leaves.emplace_back(leaf{std::string(name), counts(measures)});
}

/// Makes the leaves add up to the totals, measure by measure; see the header.
void settle(std::vector<leaf>& leaves, const counts& totals) {
    counts rest(totals.size());
    for (std::size_t m = 0; m < totals.size(); ++m) {
        if (!totals[m].measured) continue;
        wide sum = 0;
        for (const leaf& one : leaves) sum += one.values[m].total;
        const bool too_much = sum > totals[m].total;
        if (too_much)
            for (leaf& one : leaves) one.values[m] = {};
        rest[m] = {too_much ? totals[m].total : totals[m].total - sum, true};
    }
    const bool is_whole = std::none_of(rest.begin(), rest.end(), [](const measure& m) { return m.total != 0; });
    const bool is_known = std::any_of(totals.begin(), totals.end(), [](const measure& m) { return m.measured; });
    if (!is_known || (is_whole && !leaves.empty())) return;
    leaf& remainder = leaf_named(leaves, unknown, totals.size());
    for (std::size_t m = 0; m < rest.size(); ++m) {
        remainder.values[m].total += rest[m].total;
        remainder.values[m].measured = remainder.values[m].measured || rest[m].measured;
    }
}

void write_measure(json_members& object, std::string_view name, const measure& value) {
    object.begin(name).append(value.measured ? schema::wide_text(value.total) : "null");
}

/// `"name": ..., "total_engaged_users": null`, which every level has.
json_members begin_level(std::string& out, std::string_view name) {
    json_members level{out};
    level.text("name", name);
    level.integer("total_engaged_users", std::nullopt);
    return level;
}

json_members begin_model(std::string& out, std::string_view name) {
    json_members model{out};
    model.text("name", name);
    model.boolean("is_custom_model", std::nullopt);
    model.text("custom_model_training_date", std::nullopt);
    model.integer("total_engaged_users", std::nullopt);
    return model;
}

/// The elements separated by commas, between brackets; `write` appends one.
template <typename Write>
void write_list(json_members& object, std::string& out, std::string_view name, const std::vector<leaf>& leaves,
                Write write) {
    object.begin(name).push_back('[');
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        if (i > 0) out.push_back(',');
        write(leaves[i]);
    }
    out.push_back(']');
}

void write_completions(json_members& day, std::string& out, const schema::stored_totals_row& row) {
    std::vector<leaf> leaves;
    for (const schema::totals_breakdown_row& part : row.breakdown) {
        if (part.breakdown != "language_feature" || part.feature != "code_completion") continue;
        leaf& one = leaf_named(leaves, part.language, completion_names.size());
        for (std::size_t m = 0; m < completion_names.size(); ++m)
            one.values[m].add(part.activity.values[completion_measures[m]]);
    }
    counts totals(completion_names.size());
    for (std::size_t m = 0; m < totals.size(); ++m) totals[m].add(row.older_api[2 + m]);
    settle(leaves, totals);

    std::string& group_text = day.begin("copilot_ide_code_completions");
    if (leaves.empty()) {
        group_text.append("null");
        return;
    }
    json_members group{out};
    group.integer("total_engaged_users", std::nullopt);
    write_list(group, out, "languages", leaves, [&](const leaf& one) { begin_level(out, one.name).close(); });
    group.begin("editors").push_back('[');
    json_members editor = begin_level(out, unknown);
    editor.begin("models").push_back('[');
    json_members model = begin_model(out, unknown);
    write_list(model, out, "languages", leaves, [&](const leaf& one) {
        json_members language = begin_level(out, one.name);
        for (std::size_t m = 0; m < completion_names.size(); ++m)
            write_measure(language, completion_names[m], one.values[m]);
        language.close();
    });
    model.close();
    out.append("]");
    editor.close();
    out.append("]");
    group.close();
}

void write_chat(json_members& day, std::string& out, const schema::stored_totals_row& row) {
    std::vector<leaf> leaves;
    counts total(1);
    for (const schema::totals_breakdown_row& part : row.breakdown) {
        if (!is_chat_feature(part.feature)) continue;
        const auto& chats = part.activity.values[interactions];
        if (part.breakdown == "feature") total[0].add(chats);
        if (part.breakdown == "model_feature") leaf_named(leaves, part.model, 1).values[0].add(chats);
    }
    settle(leaves, total);

    std::string& group_text = day.begin("copilot_ide_chat");
    if (leaves.empty()) {
        group_text.append("null");
        return;
    }
    json_members group{out};
    group.integer("total_engaged_users", std::nullopt);
    group.begin("editors").push_back('[');
    json_members editor = begin_level(out, unknown);
    write_list(editor, out, "models", leaves, [&](const leaf& one) {
        json_members model = begin_model(out, one.name);
        write_measure(model, "total_chats", one.values[0]);
        model.integer("total_chat_insertion_events", std::nullopt);
        model.integer("total_chat_copy_events", std::nullopt);
        model.close();
    });
    editor.close();
    out.append("]");
    group.close();
}

}  // namespace

void append_legacy_day(std::string& out, schema::day day, const legacy_coverage& coverage,
                       const schema::stored_totals_row* totals) {
    json_members object{out};
    object.text("date", day.text());
    object.integer("total_active_users", totals ? totals->older_api[0] : std::nullopt);
    object.integer("total_engaged_users", totals ? totals->older_api[1] : std::nullopt);
    if (totals) {
        write_completions(object, out, *totals);
        write_chat(object, out, *totals);
    } else {
        object.begin("copilot_ide_code_completions").append("null");
        object.begin("copilot_ide_chat").append("null");
    }
    object.begin("copilot_dotcom_chat").append("null");
    object.begin("copilot_dotcom_pull_requests").append("null");
    object.text("status", coverage.status);
    object.boolean("is_final", coverage.is_final);
    object.text("reason", coverage.reason.empty() ? std::nullopt : std::optional(coverage.reason));
    object.close();
}

}  // namespace transforms
