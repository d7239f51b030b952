#include "transforms/users_decoder.hpp"

#include <algorithm>

#include "transforms/tree_decoder.hpp"
#include "transforms/users_tree.hpp"

namespace transforms {

struct users_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder decoder{users_tree::record};
    schema::user_row row;

    bool decode(std::string_view padded_record);
    bool fail_missing(std::string_view name, std::string_view message) {
        const path_link path{nullptr, name, false};
        return decoder.reader().fail("missing_field", &path, message);
    }
};

bool users_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, asked)) return false;
    const field_values& values = decoder.values();
    if (!decoder.day()) return fail_missing("day", "expected a day, found nothing");
    const auto& id = values.texts[user_id_slot];
    if (!id || id->empty()) return fail_missing("user_id", "expected an integer or a string, found nothing");
    row = schema::user_row{};
    row.user_key = *id;
    row.user_login = values.texts[user_login_slot];
    row.enterprise_id = values.texts[enterprise_id_slot];
    row.organization_id = values.texts[organization_id_slot];
    std::copy_n(values.counters.begin(), row.activity.values.size(), row.activity.values.begin());
    std::copy_n(values.flags.begin(), row.flags.size(), row.flags.begin());
    row.ai_credits_used = values.texts[credits_slot];
    row.ai_adoption_phase_number = values.counters[phase_number_slot];
    row.ai_adoption_phase = values.texts[phase_slot];
    row.ai_adoption_phase_version = values.texts[phase_version_slot];
    std::copy_n(values.counters.begin() + cli_first_slot, row.cli.size(), row.cli.begin());
    row.extra = decoder.extra();
    row.breakdown = decoder.breakdown();
    return true;
}

users_decoder::users_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
users_decoder::~users_decoder() = default;
users_decoder::users_decoder(users_decoder&&) noexcept = default;
users_decoder& users_decoder::operator=(users_decoder&&) noexcept = default;

bool users_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::user_row& users_decoder::row() const { return state_->row; }
schema::day users_decoder::day() const { return state_->decoder.day().value_or(schema::day{}); }
const record_error& users_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& users_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& users_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
