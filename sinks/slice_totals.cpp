#include "sinks/slice_totals.hpp"

namespace sinks {

void scope_totals::add(const schema::totals_row& row) {
    ++rows_;
    breakdown_rows_ += static_cast<std::int64_t>(row.breakdown.size());
    add_all(activity_, row.activity.values);
    add_all(active_users_, row.active_users);
    for (const schema::totals_breakdown_row& part : row.breakdown) {
        add_all(breakdown_activity_, part.activity.values);
        key_hash key;
        for (const auto dimension : {part.breakdown, part.ide, part.feature, part.language, part.model})
            key.add(dimension);
        keys_ += key.finish();
    }
}

std::string scope_totals::json() const {
    canonical_json json;
    json.count("totals_rows", rows_);
    json.count("breakdown_rows", breakdown_rows_);
    json.fingerprint("keys_fingerprint", keys_);
    json.sums(schema::activity_columns, activity_);
    json.sums(schema::activity_columns, breakdown_activity_, "breakdown_");
    json.sums(schema::active_user_columns, active_users_);
    return json.finish();
}

void user_team_totals::add(const schema::user_team_row& row) {
    ++rows_;
    keys_ += key_hash{}.add(row.team_id).add(row.user_key).finish();
}

std::string user_team_totals::json() const {
    canonical_json json;
    json.count("user_team_rows", rows_);
    json.fingerprint("keys_fingerprint", keys_);
    return json.finish();
}

void repo_totals::add(const schema::repo_row& row) {
    ++rows_;
    keys_ += key_hash{}.add(row.repo_id).finish();
    add_all(counts_, row.pull_request_counts);
}

std::string repo_totals::json() const {
    canonical_json json;
    json.count("repo_rows", rows_);
    json.fingerprint("keys_fingerprint", keys_);
    json.sums(schema::pull_request_count_columns, counts_);
    return json.finish();
}

void engagement_totals::add(const schema::engagement_row& row) {
    rows_ += 1 + static_cast<std::int64_t>(row.features.size());
    active_users_.add(row.active_user_count);
    for (const schema::feature_engagement& part : row.features)
        features_ += key_hash{}
                         .add(part.feature)
                         .add(part.engaged_user_count ? std::to_string(*part.engaged_user_count) : "null")
                         .finish();
}

std::string engagement_totals::json() const {
    canonical_json json;
    json.count("engagement_rows", rows_);
    json.fingerprint("features_fingerprint", features_);
    json.sum("active_user_count", active_users_);
    return json.finish();
}

void seat_totals::add(const schema::seat_row& seat) {
    ++rows_;
    assigned_ += seat.user_key.empty() ? 0 : 1;
    active_ += seat.last_activity_at ? 1 : 0;
    cancelled_ += seat.pending_cancellation_date ? 1 : 0;
    holders_ += key_hash{}
                    .add(seat.user_key)
                    .add(seat.organization_login.value_or(""))
                    .add(seat.assigning_team_id.value_or(""))
                    .finish();
}

std::string seat_totals::json() const {
    canonical_json json;
    json.count("seat_rows", rows_);
    json.count("assigned_seats", assigned_);
    json.count("seats_with_activity", active_);
    json.count("seats_pending_cancellation", cancelled_);
    json.fingerprint("holders_fingerprint", holders_);
    return json.finish();
}

}  // namespace sinks
