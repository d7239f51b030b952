#include "transforms/engagement_decoder.hpp"

#include <string>
#include <vector>

#include "transforms/engagement_tree.hpp"
#include "transforms/json_text.hpp"
#include "transforms/tree_decoder.hpp"
#include "transforms/utc_text.hpp"

namespace transforms {

struct engagement_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder decoder{engagement_tree::record};
    schema::engagement_row row;
    std::vector<schema::feature_engagement> features;
    std::string metrics_data;
    std::vector<json_member> members;        // of a feature's leftovers
    std::vector<std::string_view> elements;  // of what was summed

    bool decode(std::string_view padded_record);
    bool read_start_day();
    bool read_features();
    bool is_sum(const schema::user_breakdown_row& part);
};

bool engagement_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, asked)) return false;
    if (!decoder.day()) {
        const path_link path{nullptr, "report_end_day", false};
        return decoder.reader().fail("missing_field", &path, "expected a day, found nothing");
    }
    row = schema::engagement_row{};
    if (!read_start_day() || !read_features()) return false;
    metrics_data.clear();
    append_compact(metrics_data, trim_json_blanks(padded_record));
    row.report_end_day = *decoder.day();
    row.active_user_count = decoder.values().counters[active_user_count_slot];
    row.features = features;
    row.metrics_data = metrics_data;
    return true;
}

bool engagement_decoder::state::read_start_day() {
    const auto& text = decoder.values().texts[report_start_day_slot];
    if (!text) return true;
    if (const time_fault fault = check_day(*text); fault != time_fault::none) {
        const path_link path{nullptr, "report_start_day", false};
        const record_error error = time_error(fault, "a day (YYYY-MM-DD)", shortened(*text, 40));
        return decoder.reader().fail(error.reason, &path, error.message);
    }
    row.report_start_day = schema::day::parse(*text);
    return true;
}

bool engagement_decoder::state::read_features() {
    features.clear();
    const path_link engagement{nullptr, "copilot_feature_engagement", false};
    const path_link array{&engagement, "totals_by_feature", false};
    const path_link element{&array, {}, true};
    const path_link path{&element, "feature", false};
    for (const schema::user_breakdown_row& part : decoder.breakdown()) {
        if (part.feature.empty()) {  // the key of the wrapper's own row
            return decoder.reader().fail("missing_field", &path, "expected a name, found an empty string");
        }
        if (is_sum(part)) return decoder.reader().fail("duplicate_key", &path, "a feature comes twice");
        features.push_back({part.feature, part.activity.values[engaged_user_count_slot]});
    }
    return true;
}

/// The decoder keeps the entries that it has summed as the one leftover of the sum.
bool engagement_decoder::state::is_sum(const schema::user_breakdown_row& part) {
    return split_members(part.extra, members) && members.size() == 1 && members.front().key == "$entries" &&
           split_elements(members.front().value, elements) && elements.size() > 1;
}

engagement_decoder::engagement_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
engagement_decoder::~engagement_decoder() = default;
engagement_decoder::engagement_decoder(engagement_decoder&&) noexcept = default;
engagement_decoder& engagement_decoder::operator=(engagement_decoder&&) noexcept = default;

bool engagement_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::engagement_row& engagement_decoder::row() const { return state_->row; }
schema::day engagement_decoder::day() const { return state_->decoder.day().value_or(schema::day{}); }
const record_error& engagement_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& engagement_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& engagement_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
