#include "transforms/user_record.hpp"

#include <algorithm>

#include "transforms/record_writer.hpp"
#include "transforms/users_tree.hpp"

namespace transforms {

namespace {

/// The row's columns in the slots of the tree.
field_values to_values(const schema::user_row& row) {
    field_values values;
    std::copy(row.activity.values.begin(), row.activity.values.end(), values.counters.begin());
    std::copy(row.cli.begin(), row.cli.end(), values.counters.begin() + cli_first_slot);
    std::copy(row.flags.begin(), row.flags.end(), values.flags.begin());
    values.counters[phase_number_slot] = row.ai_adoption_phase_number;
    values.texts[user_id_slot] = row.user_key;
    values.texts[user_login_slot] = row.user_login;
    values.texts[enterprise_id_slot] = row.enterprise_id;
    values.texts[organization_id_slot] = row.organization_id;
    values.texts[credits_slot] = row.ai_credits_used;
    values.texts[phase_slot] = row.ai_adoption_phase;
    values.texts[phase_version_slot] = row.ai_adoption_phase_version;
    return values;
}

}  // namespace

bool append_user_record(std::string& out, schema::day day, const schema::user_row& row) {
    const std::size_t before = out.size();
    const std::string day_text = day.text();
    record_writer writer(out, day_text, row.breakdown);
    if (writer.write_object(users_tree::record, to_values(row), row.extra)) return true;
    out.resize(before);
    return false;
}

}  // namespace transforms
