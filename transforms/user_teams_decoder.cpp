#include "transforms/user_teams_decoder.hpp"

#include <string>

#include "transforms/tree_decoder.hpp"
#include "transforms/user_teams_tree.hpp"

namespace transforms {

struct user_teams_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder decoder{user_teams_tree::record};
    schema::user_team_row row;
    std::string extra;

    bool decode(std::string_view padded_record);
    std::string_view extra_with_empty_slug();
    bool fail_missing(std::string_view name, std::string_view message) {
        const path_link path{nullptr, name, false};
        return decoder.reader().fail("missing_field", &path, message);
    }
};

bool user_teams_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, asked)) return false;
    if (!decoder.day()) return fail_missing("day", "expected a day, found nothing");
    const auto& texts = decoder.values().texts;
    const auto& team_id = texts[team_id_slot];
    const auto& user_id = texts[team_user_id_slot];
    if (!team_id || team_id->empty()) return fail_missing("team_id", "expected an integer or a string, found nothing");
    if (!user_id || user_id->empty()) return fail_missing("user_id", "expected an integer or a string, found nothing");
    row = {.team_id = *team_id,
           .team_slug = texts[team_slug_slot].value_or(""),
           .user_key = *user_id,
           .user_login = texts[team_user_login_slot],
           .enterprise_id = texts[team_enterprise_id_slot],
           .organization_id = texts[team_organization_id_slot],
           .extra = decoder.extra()};
    if (texts[team_slug_slot] == "") row.extra = extra_with_empty_slug();
    return true;
}

/// In the column an empty slug would look like an absent one.
std::string_view user_teams_decoder::state::extra_with_empty_slug() {
    extra = R"({"slug":"")";
    const std::string_view others = decoder.extra();
    extra.append(others.empty() ? "}" : ",").append(others.empty() ? others : others.substr(1));
    return extra;
}

user_teams_decoder::user_teams_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
user_teams_decoder::~user_teams_decoder() = default;
user_teams_decoder::user_teams_decoder(user_teams_decoder&&) noexcept = default;
user_teams_decoder& user_teams_decoder::operator=(user_teams_decoder&&) noexcept = default;

bool user_teams_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::user_team_row& user_teams_decoder::row() const { return state_->row; }
schema::day user_teams_decoder::day() const { return state_->decoder.day().value_or(schema::day{}); }
const record_error& user_teams_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& user_teams_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& user_teams_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
