#include "pipelines/import_record.hpp"

namespace pipelines {

namespace {

/// The text between the quotes; nullopt for what is no string.
std::optional<std::string_view> unquoted(std::string_view value) {
    value = transforms::trim_json_blanks(value);
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::nullopt;
    return value.substr(1, value.size() - 2);
}

/// A value of the record for a sentence: short and printable.
std::string shown(std::string_view value) {
    constexpr std::size_t shown_bytes_max = 40;
    std::string text;
    for (const char c : value.substr(0, shown_bytes_max)) text += c >= 0x20 && c < 0x7f ? c : '?';
    return value.size() > shown_bytes_max ? text + "..." : text;
}

/// The members that tell records apart.
struct known_members {
    std::optional<std::string_view> day, user_id, team_id, repo_id, day_totals, daily_active_users, window_start,
        window_end;

    explicit known_members(const std::vector<transforms::json_member>& members) {
        for (const auto& [key, value] : members) {
            if (key == "day")
                day = value;
            else if (key == "user_id")
                user_id = value;
            else if (key == "team_id")
                team_id = value;
            else if (key == "repo_id")
                repo_id = value;
            else if (key == "day_totals")
                day_totals = value;
            else if (key == "daily_active_users")
                daily_active_users = value;
            else if (key == "report_start_day")
                window_start = value;
            else if (key == "report_end_day")
                window_end = value;
        }
    }

    std::optional<schema::dataset> dataset() const {
        if (user_id) return team_id ? schema::dataset::user_teams : schema::dataset::users;
        if (repo_id) return schema::dataset::repos;
        if (day_totals || daily_active_users) return schema::dataset::totals;
        return std::nullopt;
    }

    std::string without_day() const {
        if (!window_start || !window_end) return "has no day";
        return "has no day: it sums up the window from " + shown(unquoted(*window_start).value_or("?")) + " to " +
               shown(unquoted(*window_end).value_or("?")) + ", and only the records of single days can be loaded";
    }
};

}  // namespace

examined_record record_examiner::examine(std::string_view record) {
    examined_record result;
    if (!transforms::split_members(record, members_)) {
        result.problem = "is not one JSON object";
        return result;
    }
    const known_members members{members_};
    result.dataset = members.dataset();
    if (members.day_totals && !members.day) {
        result.is_wrapper = true;
        if (!transforms::split_elements(*members.day_totals, result.day_totals)) {
            result.day_totals.clear();
            result.problem = "has day_totals that are no array";
        }
        return result;
    }
    if (!members.day) {
        result.problem = members.without_day();
        return result;
    }
    const auto text = unquoted(*members.day);
    if (text) result.day = schema::day::parse(*text);
    if (!result.day) result.problem = "has the day " + shown(*members.day) + ", which is no \"YYYY-MM-DD\"";
    return result;
}

bool append_one_line(std::string& out, std::string_view record) {
    if (record.find_first_of("\r\n") == record.npos) {
        out += record;
        return true;
    }
    bool in_string = false, escaped = false;
    for (const char c : record) {
        const bool line_end = c == '\n' || c == '\r';
        if (line_end && in_string) return false;
        out += line_end ? ' ' : c;
        if (escaped)
            escaped = false;
        else if (in_string && c == '\\')
            escaped = true;
        else if (c == '"')
            in_string = !in_string;
    }
    return true;
}

}  // namespace pipelines
