#include "transforms/augment_totals_decoder.hpp"

#include <string>
#include <vector>

#include "transforms/augment_rows.hpp"
#include "transforms/augment_tree.hpp"

namespace transforms {

struct augment_totals_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder envelope{augment_tree::totals_record};
    tree_decoder usage{augment_tree::usage};
    tree_decoder active{augment_tree::active};
    augment_parts parts;
    record_error error;
    augment_counts counts{};
    std::optional<std::int64_t> user_count;
    std::string metrics_data;
    std::vector<schema::totals_breakdown_row> breakdown;
    schema::totals_row row;

    bool decode(std::string_view padded_record);
    bool read_row(tree_decoder& decoder, std::string_view name);
    bool make_row();
    bool fail(record_error met) {
        error = std::move(met);
        return false;
    }
    bool too_large() { return fail({"out_of_range", "a sum of counters does not fit into 64 bits"}); }
};

/// A row of the day; none is no mistake.
bool augment_totals_decoder::state::read_row(tree_decoder& decoder, std::string_view name) {
    const std::string_view text = parts.member(name);
    if (text.empty() || text == "null") return true;
    record_error met;
    if (!decoder.decode(text, envelope.day()))
        met = decoder.reader().error();
    else if (!decoder.day())
        met = {"missing_field", "date: expected a day, found nothing"};
    else
        return true;
    met.message = std::string(name) + ": " + met.message;
    return fail(std::move(met));
}

bool augment_totals_decoder::state::make_row() {
    row = schema::totals_row{};
    row.active_users[0] = user_count;
    if (!to_activity("", counts, row.activity)) return too_large();
    for (const std::string_view feature : augment_map::features) {
        schema::totals_breakdown_row part;
        part.breakdown = "feature";
        part.feature = feature;
        if (!to_activity(feature, counts, part.activity)) return too_large();
        if (part.activity != schema::activity{}) breakdown.push_back(part);
    }
    row.metrics_data = metrics_data;
    row.breakdown = breakdown;
    return true;
}

bool augment_totals_decoder::state::decode(std::string_view padded_record) {
    breakdown.clear();
    counts = {};
    user_count.reset();
    if (!envelope.decode(padded_record, asked)) return fail(envelope.reader().error());
    if (!envelope.day()) return fail({"missing_field", "day: expected a day, found nothing"});
    parts.split(envelope.extra());
    const std::string_view usage_text = parts.member("daily_usage");
    const std::string_view active_text = parts.member("daily_active_user_counts");
    if (usage_text.empty() && active_text.empty())
        return fail({"missing_field", "daily_usage: expected an object, found nothing"});
    if (!read_row(usage, "daily_usage") || !read_row(active, "daily_active_user_counts")) return false;
    if (!usage_text.empty() && usage_text != "null") counts = to_counts(usage.values());
    if (!active_text.empty() && active_text != "null") user_count = active.values().counters[user_count_slot];
    metrics_data.clear();
    append_compact(metrics_data, trim_json_blanks(padded_record));
    return make_row();
}

augment_totals_decoder::augment_totals_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
augment_totals_decoder::~augment_totals_decoder() = default;
augment_totals_decoder::augment_totals_decoder(augment_totals_decoder&&) noexcept = default;
augment_totals_decoder& augment_totals_decoder::operator=(augment_totals_decoder&&) noexcept = default;

bool augment_totals_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::totals_row& augment_totals_decoder::row() const { return state_->row; }
schema::day augment_totals_decoder::day() const { return state_->envelope.day().value_or(schema::day{}); }
const record_error& augment_totals_decoder::error() const { return state_->error; }
const drift_counter& augment_totals_decoder::drift() const { return state_->envelope.reader().drift(); }
drift_counter& augment_totals_decoder::drift() { return state_->envelope.reader().drift(); }

}  // namespace transforms
