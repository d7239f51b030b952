#include "sinks/seats_loader.hpp"

#include "sinks/dataset_columns.hpp"

namespace sinks {

seats_loader::seats_loader(sql_session& session, const schema::slice& slice) : rows_{session, slice, seat_table} {}

void seats_loader::write(const schema::seat_row& seat) {
    totals_.add(seat);
    row_writer& out = rows_.begin();
    out.integer(totals_.row_count());
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
}

}  // namespace sinks
