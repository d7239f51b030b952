#include "sinks/stored_totals.hpp"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "sinks/dataset_columns.hpp"
#include "sinks/dataset_reader.hpp"
#include "sinks/day_totals.hpp"
#include "sinks/row_views.hpp"
#include "sinks/slice_key.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/user_reader.hpp"

namespace sinks {

namespace {

template <std::size_t N>
void read_counts(const sql_row& row, std::size_t first, std::array<std::optional<std::int64_t>, N>& values) {
    for (std::size_t i = 0; i < N; ++i) values[i] = as_integer(row[first + i]);
}

schema::totals_breakdown_row to_breakdown(const sql_row& row) {
    schema::totals_breakdown_row part{text_of(row[0]), text_of(row[1]), text_of(row[2]), text_of(row[3]), text_of(row[4]), {}};
    read_counts(row, 5, part.activity.values);
    return part;
}

/// A scope's day has one row, and a breakdown of some hundreds.
std::string scope_day(sql_session& session, const schema::slice& slice) {
    const auto days = session.query("SELECT " + column_list(schema::activity_columns) + ", " +
                                        column_list(schema::active_user_columns) + " FROM " +
                                        std::string(totals_table.name) + of_slice(totals_table),
                                    day_key(slice));
    const auto parts =
        session.query("SELECT breakdown, ide, feature, language, model, " + column_list(schema::activity_columns) +
                          " FROM " + std::string(totals_breakdown_table.name) + of_slice(totals_breakdown_table),
                      day_key(slice));
    std::vector<schema::totals_breakdown_row> breakdown;
    for (const sql_row& row : parts) breakdown.push_back(to_breakdown(row));
    scope_totals totals;
    for (const sql_row& row : days) {
        schema::totals_row day;
        read_counts(row, 0, day.activity.values);
        read_counts(row, day.activity.values.size(), day.active_users);
        day.breakdown = breakdown;
        totals.add(day);
    }
    return totals.json();
}

std::string repositories(sql_session& session, const schema::slice& slice) {
    repo_totals totals;
    const slice_pages pages{repo_table, column_list(schema::pull_request_count_columns), "repo_id", std::string()};
    for_each_slice_row(session, slice, pages, [&](const sql_row& row) {
        schema::repo_row repo;
        repo.repo_id = text_of(row[0]);
        read_counts(row, 1, repo.pull_request_counts);
        totals.add(repo);
    });
    return totals.json();
}

std::string seats(sql_session& session, const schema::slice& slice) {
    seat_totals totals;
    const slice_pages pages{seat_table,
                            "user_key, organization_login, assigning_team_id, last_activity_at, "
                            "pending_cancellation_date",
                            "seat_number", std::int64_t{0}};
    for_each_slice_row(session, slice, pages, [&](const sql_row& row) {
        schema::seat_row seat;
        seat.user_key = text_of(row[1]);
        seat.organization_login = view_of(row[2]);
        seat.assigning_team_id = view_of(row[3]);
        seat.last_activity_at = view_of(row[4]);
        seat.pending_cancellation_date = view_of(row[5]);
        totals.add(seat);
    });
    return totals.json();
}

std::string engagement(sql_session& session, const schema::slice& slice) {
    const auto rows = session.query("SELECT feature, active_user_count, engaged_user_count FROM " +
                                        std::string(engagement_table.name) + of_slice(engagement_table),
                                    day_key(slice));
    schema::engagement_row window;
    std::vector<schema::feature_engagement> features;
    for (const sql_row& row : rows) {
        if (text_of(row[0]).empty())
            window.active_user_count = as_integer(row[1]);
        else
            features.push_back({text_of(row[0]), as_integer(row[2])});
    }
    window.features = features;
    engagement_totals totals;
    totals.add(window);
    return totals.json();
}

/// The members of a canonical text, in their order. Its values hold no commas, and its names no quotes.
std::vector<std::pair<std::string, std::string>> members(std::string_view json) {
    std::vector<std::pair<std::string, std::string>> found;
    if (json.size() < 2 || json.front() != '{' || json.back() != '}') return found;
    json = json.substr(1, json.size() - 2);
    while (!json.empty()) {
        const std::string_view member = json.substr(0, json.find(','));
        const std::size_t colon = member.find("\":");
        if (colon == member.npos) return {};
        found.emplace_back(member.substr(1, colon - 1), member.substr(colon + 2));
        json.remove_prefix(std::min(member.size() + 1, json.size()));
    }
    return found;
}

}  // namespace

std::string read_stored_totals(sql_session& session, const schema::slice& slice) {
    switch (slice.target.dataset) {
        case schema::dataset::totals:
            return scope_day(session, slice);
        case schema::dataset::repos:
            return repositories(session, slice);
        case schema::dataset::seats:
            return seats(session, slice);
        case schema::dataset::engagement:
            return engagement(session, slice);
        case schema::dataset::user_teams: {
            user_team_totals totals;
            for_each_user_team(session, slice, [&](const schema::user_team_row& row) { totals.add(row); });
            return totals.json();
        }
        case schema::dataset::users:
            break;
    }
    day_totals totals;
    for_each_user(session, slice, [&](const schema::user_row& row) { totals.add(row); });
    return totals.json();
}

std::string totals_difference(const std::string& loaded, const std::string& stored) {
    if (loaded == stored) return "";
    const auto recorded = members(loaded);
    if (recorded.empty()) return "sync_status.day_totals is no text that this program wrote";
    const std::map<std::string, std::string> before(recorded.begin(), recorded.end());
    std::string text;
    for (const auto& [name, value] : members(stored)) {
        const auto found = before.find(name);
        const std::string was = found == before.end() ? "nothing" : found->second;
        if (was != value) text += (text.empty() ? "" : "; ") + name + " is " + value + " where " + was + " was loaded";
    }
    return text.empty() ? "sync_status.day_totals names more than this version adds up" : text;
}

}  // namespace sinks
