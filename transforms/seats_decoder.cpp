#include "transforms/seats_decoder.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "transforms/json_text.hpp"
#include "transforms/seats_tree.hpp"
#include "transforms/tree_decoder.hpp"
#include "transforms/utc_text.hpp"

namespace transforms {

struct seats_decoder::state {
    tree_decoder decoder{seats_tree::record};
    schema::seat_row row;
    std::array<std::string, 3> times;  // in UTC
    std::string seat_data;
    std::vector<json_member> leftovers;

    bool decode(std::string_view padded_record);
    bool has_assignee();
    bool read_time(std::uint8_t slot, std::string_view name, std::string& buffer, std::optional<std::string_view>& to);
    bool read_date();
    bool fail_time(std::string_view name, const record_error& error) {
        const path_link path{nullptr, name, false};
        return decoder.reader().fail(error.reason, &path, error.message);
    }
};

bool seats_decoder::state::decode(std::string_view padded_record) {
    if (!decoder.decode(padded_record, std::nullopt)) return false;
    const auto& texts = decoder.values().texts;
    const auto& id = texts[assignee_id_slot];
    if (id ? id->empty() : has_assignee()) {
        const path_link assignee{nullptr, "assignee", false};
        const path_link path{&assignee, "id", false};
        return decoder.reader().fail("missing_field", &path, "expected an integer or a string, found nothing");
    }
    row = schema::seat_row{};
    if (!read_time(seat_created_at_slot, "created_at", times[0], row.created_at) ||
        !read_time(last_activity_at_slot, "last_activity_at", times[1], row.last_activity_at) ||
        !read_time(last_authenticated_at_slot, "last_authenticated_at", times[2], row.last_authenticated_at) ||
        !read_date()) {
        return false;
    }
    seat_data.clear();
    append_compact(seat_data, trim_json_blanks(padded_record));
    row.user_key = id.value_or("");
    row.user_login = texts[assignee_login_slot];
    row.last_activity_editor = texts[last_activity_editor_slot];
    row.plan_type = texts[plan_type_slot];
    row.assigning_team_id = texts[assigning_team_id_slot];
    row.assigning_team_slug = texts[assigning_team_slug_slot];
    row.organization_login = texts[organization_login_slot];
    row.seat_data = seat_data;
    return true;
}

/// An assignee without an id: what else it has is a column or a leftover.
bool seats_decoder::state::has_assignee() {
    if (decoder.values().texts[assignee_login_slot]) return true;
    if (decoder.extra().empty() || !split_members(decoder.extra(), leftovers)) return false;
    return std::any_of(leftovers.begin(), leftovers.end(), [](const json_member& member) {
        return member.key == "assignee" && member.value.front() == '{';
    });
}

bool seats_decoder::state::read_time(std::uint8_t slot, std::string_view name, std::string& buffer,
                                     std::optional<std::string_view>& to) {
    const auto& text = decoder.values().texts[slot];
    if (!text) return true;
    buffer.clear();
    const time_fault fault = append_utc(buffer, *text);
    if (fault != time_fault::none) {
        return fail_time(name, time_error(fault, "a time with its zone", shortened(*text, 40)));
    }
    to = buffer;
    return true;
}

bool seats_decoder::state::read_date() {
    const auto& text = decoder.values().texts[pending_cancellation_date_slot];
    row.pending_cancellation_date = text;
    if (!text) return true;
    const time_fault fault = check_day(*text);
    if (fault == time_fault::none) return true;
    return fail_time("pending_cancellation_date", time_error(fault, "a day (YYYY-MM-DD)", shortened(*text, 40)));
}

seats_decoder::seats_decoder(std::optional<schema::day> /*snapshot*/) : state_(std::make_unique<state>()) {}
seats_decoder::~seats_decoder() = default;
seats_decoder::seats_decoder(seats_decoder&&) noexcept = default;
seats_decoder& seats_decoder::operator=(seats_decoder&&) noexcept = default;

bool seats_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::seat_row& seats_decoder::row() const { return state_->row; }
const record_error& seats_decoder::error() const { return state_->decoder.reader().error(); }
const drift_counter& seats_decoder::drift() const { return state_->decoder.reader().drift(); }
drift_counter& seats_decoder::drift() { return state_->decoder.reader().drift(); }

}  // namespace transforms
