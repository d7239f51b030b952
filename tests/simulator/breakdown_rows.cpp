#include "tests/simulator/breakdown_rows.hpp"

#include "tests/simulator/random.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

struct row {
    std::uint8_t first = 0;
    std::uint8_t second = 0;
    activity counts;
};

// At most one row per pair of keys, in the order of their first appearance.
class row_list {
public:
    void add(std::uint8_t first, std::uint8_t second, const activity& counts) {
        for (std::size_t i = 0; i < size_; ++i) {
            if (rows_[i].first == first && rows_[i].second == second) {
                rows_[i].counts += counts;
                return;
            }
        }
        rows_[size_++] = {first, second, counts};
    }

    std::span<const row> rows() const { return {rows_.data(), size_}; }

private:
    std::array<row, cells_max> rows_;
    std::size_t size_ = 0;
};

void append_seven_measures(json_writer& out, const activity& counts) {
    out.literal(",\"user_initiated_interaction_count\":");
    out.number(counts.values[activity::interactions]);
    append_six_measures(out, counts);
}

void append_sampled_at(json_writer& out, const user_day& person) {
    const std::int64_t minute = static_cast<std::int64_t>(person.details_seed % 600);
    out.literal(",\"sampled_at\":\"");
    out.date(person.date);
    out.literal("T");
    out.number((480 + minute) / 60 / 10);
    out.number((480 + minute) / 60 % 10);
    out.literal(":");
    out.number(minute % 60 / 10);
    out.number(minute % 10);
    out.literal(":11.000Z\"}");
}

// Editors do not always say their versions, and the capped bucket never does.
void append_versions(json_writer& out, const user_day& person, const ide_kind& ide) {
    const std::uint64_t ticket = mix(person.details_seed, 7) % 100;
    if (ide.plugin.empty() || ticket < 4) {
        return;
    }
    if (ticket < 7) {
        out.literal(",\"last_known_plugin_version\":{\"plugin\":\"\",\"plugin_version\":\"\"");
    } else {
        out.literal(",\"last_known_plugin_version\":{\"plugin\":\"");
        out.text(ide.plugin);
        out.literal("\",\"plugin_version\":\"");
        out.text(ide.plugin_version);
        out.literal("\"");
    }
    append_sampled_at(out, person);
    if (ticket < 10) {
        return;
    }
    out.literal(",\"last_known_ide_version\":{\"ide_version\":\"");
    out.text(ide.ide_version);
    out.literal("\"");
    append_sampled_at(out, person);
}

void append_ides(json_writer& out, const user_day& person, bool unknown_field) {
    row_list list;
    for (const work_cell& cell : person.work()) {
        if (cell.ide_slot != no_ide) {
            list.add(person.who.ides[cell.ide_slot], 0, cell.counts);
        }
    }
    out.literal(",\"totals_by_ide\":[");
    bool first = true;
    for (const row& entry : list.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        const ide_kind& ide = ide_kinds[entry.first];
        out.literal("{\"ide\":\"");
        out.text(ide.name);
        out.literal("\"");
        append_seven_measures(out, entry.counts);
        append_versions(out, person, ide);
        if (unknown_field) {
            out.literal(",\"open_window_count\":3");
        }
        out.literal("}");
    }
    out.literal("]");
}

void append_features(json_writer& out, const user_day& person) {
    row_list list;
    for (const work_cell& cell : person.work()) {
        list.add(static_cast<std::uint8_t>(cell.used), 0, cell.counts);
    }
    out.literal(",\"totals_by_feature\":[");
    bool first = true;
    for (const row& entry : list.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.literal("{\"feature\":\"");
        out.text(feature_names[entry.first]);
        out.literal("\"");
        append_seven_measures(out, entry.counts);
        out.literal("}");
    }
    out.literal("]");
}

void append_language_features(json_writer& out, const user_day& person) {
    row_list list;
    for (const work_cell& cell : person.work()) {
        list.add(cell.language, static_cast<std::uint8_t>(cell.used), cell.counts);
    }
    out.literal(",\"totals_by_language_feature\":[");
    bool first = true;
    for (const row& entry : list.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.literal("{\"language\":\"");
        out.text(language_names[entry.first]);
        out.literal("\",\"feature\":\"");
        out.text(feature_names[entry.second]);
        out.literal("\"");
        append_six_measures(out, entry.counts);
        out.literal("}");
    }
    out.literal("]");
}

void append_language_models(json_writer& out, const user_day& person) {
    if (person.date < timeline::language_model_always && mix(person.details_seed, 9) % 100 < 30) {
        return;
    }
    row_list list;
    for (const work_cell& cell : person.work()) {
        if (cell.used != feature::code_completion) {
            list.add(cell.language, cell.model, cell.counts);
        }
    }
    out.literal(",\"totals_by_language_model\":[");
    bool first = true;
    for (const row& entry : list.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.literal("{\"language\":\"");
        out.text(language_names[entry.first]);
        out.literal("\",\"model\":\"");
        out.text(model_names[entry.second]);
        out.literal("\"");
        append_six_measures(out, entry.counts);
        out.literal("}");
    }
    out.literal("]");
}

void append_model_features(json_writer& out, const user_day& person) {
    row_list list;
    for (const work_cell& cell : person.work()) {
        list.add(cell.model, static_cast<std::uint8_t>(cell.used), cell.counts);
    }
    out.literal(",\"totals_by_model_feature\":[");
    bool first = true;
    for (const row& entry : list.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.literal("{\"model\":\"");
        out.text(model_names[entry.first]);
        out.literal("\",\"feature\":\"");
        out.text(feature_names[entry.second]);
        out.literal("\"");
        append_seven_measures(out, entry.counts);
        out.literal("}");
    }
    out.literal("]");
}

}  // namespace

void append_six_measures(json_writer& out, const activity& counts) {
    out.literal(",\"code_generation_activity_count\":");
    out.number(counts.values[activity::generations]);
    out.literal(",\"code_acceptance_activity_count\":");
    out.number(counts.values[activity::acceptances]);
    out.literal(",\"loc_suggested_to_add_sum\":");
    out.number(counts.values[activity::suggested_to_add]);
    out.literal(",\"loc_suggested_to_delete_sum\":");
    out.number(counts.values[activity::suggested_to_delete]);
    out.literal(",\"loc_added_sum\":");
    out.number(counts.values[activity::added]);
    out.literal(",\"loc_deleted_sum\":");
    out.number(counts.values[activity::deleted]);
}

activity sum_of(std::span<const work_cell> cells) {
    activity total;
    for (const work_cell& cell : cells) {
        total += cell.counts;
    }
    return total;
}

void append_measures(json_writer& out, const activity& counts, bool wrong_type) {
    if (!wrong_type) {
        append_seven_measures(out, counts);
        return;
    }
    out.literal(",\"user_initiated_interaction_count\":");
    out.number(counts.values[activity::interactions]);
    out.literal(",\"code_generation_activity_count\":\"many\"");
    out.literal(",\"code_acceptance_activity_count\":");
    out.number(counts.values[activity::acceptances]);
    out.literal(",\"loc_suggested_to_add_sum\":");
    out.number(counts.values[activity::suggested_to_add]);
    out.literal(",\"loc_suggested_to_delete_sum\":");
    out.number(counts.values[activity::suggested_to_delete]);
    out.literal(",\"loc_added_sum\":");
    out.number(counts.values[activity::added]);
    out.literal(",\"loc_deleted_sum\":");
    out.number(counts.values[activity::deleted]);
}

void append_breakdowns(json_writer& out, const user_day& person, bool unknown_field) {
    append_ides(out, person, unknown_field);
    append_features(out, person);
    append_language_features(out, person);
    append_language_models(out, person);
    append_model_features(out, person);
}

}  // namespace simulator
