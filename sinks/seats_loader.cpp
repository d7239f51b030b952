#include "sinks/seats_loader.hpp"

#include "sinks/dataset_columns.hpp"

namespace sinks {

seats_loader::seats_loader(sql_session& session, const schema::slice& slice) : rows_{session, slice, seat_table} {}

void seats_loader::write(const schema::seat_row& seat) {
    row_writer& out = rows_.begin();
    out.integer(++row_count_);
    out.text(seat.user_key);
    out.text_or_null(seat.user_login);
    out.text_or_null(seat.created_at);
    out.text_or_null(seat.last_activity_at);
    out.text_or_null(seat.last_authenticated_at);
    out.text_or_null(seat.last_activity_editor);
    out.text_or_null(seat.pending_cancellation_date);
    out.text_or_null(seat.plan_type);
    out.text_or_null(seat.assigning_team_id);
    out.text_or_null(seat.assigning_team_slug);
    out.text_or_null(seat.organization_login);
    out.text(seat.seat_data);
    out.end_row();
    assigned_ += seat.user_key.empty() ? 0 : 1;
    active_ += seat.last_activity_at ? 1 : 0;
    cancelled_ += seat.pending_cancellation_date ? 1 : 0;
    keys_ += key_hash{}
                 .add(seat.user_key)
                 .add(seat.organization_login.value_or(""))
                 .add(seat.assigning_team_id.value_or(""))
                 .finish();
}

std::string seats_loader::totals_json() const {
    canonical_json json;
    json.count("seat_rows", row_count_);
    json.count("assigned_seats", assigned_);
    json.count("seats_with_activity", active_);
    json.count("seats_pending_cancellation", cancelled_);
    json.fingerprint("holders_fingerprint", keys_);
    return json.finish();
}

}  // namespace sinks
