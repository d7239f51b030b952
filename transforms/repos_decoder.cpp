#include "transforms/repos_decoder.hpp"

#include <algorithm>
#include <string>

#include "transforms/json_text.hpp"
#include "transforms/repos_tree.hpp"
#include "transforms/tree_decoder.hpp"

namespace transforms {

struct repos_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder decoder{repos_tree::record};
    schema::repo_row row;
    std::string metrics_data;

    bool decode(std::string_view padded_record);
    bool fail_missing(std::string_view name, std::string_view message) {
        const path_link path{nullptr, name, false};
        return decoder.reader().fail("missing_field", &path, message);
    }
};

bool repos_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, asked)) return false;
    if (!decoder.day()) return fail_missing("day", "expected a day, found nothing");
    const field_values& values = decoder.values();
    const auto& id = values.texts[repo_id_slot];
    if (!id || id->empty()) return fail_missing("repo_id", "expected an integer or a string, found nothing");
    metrics_data.clear();
    append_compact(metrics_data, trim_json_blanks(padded_record));
    row = schema::repo_row{};
    row.repo_id = *id;
    row.repo_owner_name = values.texts[repo_owner_name_slot];
    row.repo_name = values.texts[repo_name_slot];
    row.repo_visibility = values.texts[repo_visibility_slot];
    row.enterprise_id = values.texts[repo_enterprise_id_slot];
    row.organization_id = values.texts[repo_organization_id_slot];
    std::copy_n(values.counters.begin(), row.pull_request_counts.size(), row.pull_request_counts.begin());
    std::copy_n(values.texts.begin() + pull_request_median_first_slot, row.pull_request_medians.size(),
                row.pull_request_medians.begin());
    row.metrics_data = metrics_data;
    return true;
}

repos_decoder::repos_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
repos_decoder::~repos_decoder() = default;
repos_decoder::repos_decoder(repos_decoder&&) noexcept = default;
repos_decoder& repos_decoder::operator=(repos_decoder&&) noexcept = default;

bool repos_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::repo_row& repos_decoder::row() const { return state_->row; }
schema::day repos_decoder::day() const { return state_->decoder.day().value_or(schema::day{}); }
const record_error& repos_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& repos_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& repos_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
