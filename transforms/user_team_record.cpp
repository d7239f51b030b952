#include "transforms/user_team_record.hpp"

#include "transforms/record_writer.hpp"
#include "transforms/user_teams_tree.hpp"

namespace transforms {

bool append_user_team_record(std::string& out, schema::day day, const schema::user_team_row& row) {
    field_values values;
    values.texts[team_user_id_slot] = row.user_key;
    values.texts[team_user_login_slot] = row.user_login;
    values.texts[team_enterprise_id_slot] = row.enterprise_id;
    values.texts[team_organization_id_slot] = row.organization_id;
    values.texts[team_id_slot] = row.team_id;
    if (!row.team_slug.empty()) values.texts[team_slug_slot] = row.team_slug;
    const std::size_t before = out.size();
    const std::string day_text = day.text();
    record_writer writer(out, day_text);
    if (writer.write_object(user_teams_tree::record, values, row.extra)) return true;
    out.resize(before);
    return false;
}

}  // namespace transforms
