#include "transforms/totals_decoder.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "transforms/json_text.hpp"
#include "transforms/totals_tree.hpp"
#include "transforms/tree_decoder.hpp"

namespace transforms {

struct totals_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder decoder{totals_tree::record};
    schema::totals_row row;
    std::vector<schema::totals_breakdown_row> breakdown;
    std::string metrics_data;

    bool decode(std::string_view padded_record);
};

bool totals_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, asked)) return false;
    if (!decoder.day()) {
        const path_link path{nullptr, "day", false};
        return decoder.reader().fail("missing_field", &path, "expected a day, found nothing");
    }
    breakdown.clear();
    for (const schema::user_breakdown_row& part : decoder.breakdown()) {
        breakdown.push_back({.breakdown = part.breakdown,
                             .ide = part.ide,
                             .feature = part.feature,
                             .language = part.language,
                             .model = part.model,
                             .activity = part.activity});
    }
    metrics_data.clear();
    append_compact(metrics_data, trim_json_blanks(padded_record));
    const auto& counters = decoder.values().counters;
    row = schema::totals_row{};
    std::copy_n(counters.begin(), row.activity.values.size(), row.activity.values.begin());
    std::copy_n(counters.begin() + active_users_first_slot, row.active_users.size(), row.active_users.begin());
    row.metrics_data = metrics_data;
    row.breakdown = breakdown;
    return true;
}

totals_decoder::totals_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
totals_decoder::~totals_decoder() = default;
totals_decoder::totals_decoder(totals_decoder&&) noexcept = default;
totals_decoder& totals_decoder::operator=(totals_decoder&&) noexcept = default;

bool totals_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::totals_row& totals_decoder::row() const { return state_->row; }
schema::day totals_decoder::day() const { return state_->decoder.day().value_or(schema::day{}); }
const record_error& totals_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& totals_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& totals_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
