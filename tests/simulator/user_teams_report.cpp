#include "tests/simulator/user_teams_report.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "tests/simulator/population.hpp"
#include "tests/simulator/random.hpp"
#include "tests/simulator/report_lines.hpp"
#include "tests/simulator/timeline.hpp"
#include "tests/simulator/user_record.hpp"

namespace simulator {

namespace {

constexpr std::size_t members_min = 5;  // GitHub leaves smaller teams out
constexpr std::uint32_t people_per_team = 10;
constexpr std::uint32_t teams_max = 200;
constexpr std::int64_t fortnight = 14;
constexpr std::uint64_t second_team_percent = 15;

constexpr std::array<std::string_view, 10> team_names = {
    "web-platform", "reviewers", "payments", "data", "mobile", "infrastructure", "search", "security", "docs", "tools",
};

std::uint64_t teams_seed(const settings& options, const report_request& request) {
    return mix(options.seed, request.organization ? 1 : 2, hash_text(request.slug), 0x7465616dULL);
}

team make_team(std::uint64_t seed, bool organization, std::uint32_t number) {
    const std::string_view name = team_names[number % team_names.size()];
    team result;
    result.id = 8'800'000 + static_cast<std::int64_t>(seed % 90'000) * 10 + number;
    result.slug = (organization ? "" : "ent:") + std::string{name};
    if (number >= team_names.size()) {
        result.slug += "-" + std::to_string(number / team_names.size() + 1);
    }
    return result;
}

// All that the records of one part share; lives as long as the part.
struct teams_part {
    std::uint64_t seed = 0;
    day date{};
    bool organization = true;
    std::string scope;
    std::vector<team> teams;
    std::vector<std::pair<std::size_t, std::uint32_t>> rows;  // place in teams, person

    void append(json_writer& out, std::uint32_t number, const record_twist& twist) const;
};

void teams_part::append(json_writer& out, std::uint32_t number, const record_twist& twist) const {
    const auto& [place, person] = rows[number];
    const std::size_t start = out.size();
    const user_profile who = make_user_profile(seed, person);
    out.literal("{\"user_id\":");
    if (twist.wrong_type) {
        out.literal("{\"is\":\"many\"}");
    } else {
        out.number(who.user_id);
    }
    out.literal(",\"user_login\":\"");
    append_login(out, who);
    if (twist.other_numbers) {
        out.literal("-renamed");
    }
    out.literal("\",\"day\":\"");
    out.date(twist.wrong_day ? date - std::chrono::days{1} : date);
    if (organization) {
        out.literal("\",\"organization_id\":\"");
    } else {
        out.literal("\",\"enterprise_id\":\"");
    }
    out.text(scope);
    out.literal("\",\"team_id\":");
    out.number(teams[place].id);
    out.literal(",\"slug\":\"");
    out.text(teams[place].slug);
    out.literal("\"");
    if (twist.unknown_field) {
        append_unknown_member(out, 1);
    }
    close_record(out, twist.line_bytes, start);
}

part_lines make_lines(const report_source& source, const report_request& request, std::size_t part) {
    auto shared = std::make_shared<teams_part>();
    shared->seed = source.options.seed;
    shared->date = request.date;
    shared->organization = request.organization;
    shared->scope = scope_id(request.organization, request.slug);
    shared->teams = teams_of_day(source.options, request);
    std::vector<std::uint32_t> numbers;
    for (std::size_t place = 0; place < shared->teams.size(); ++place) {
        for (const std::uint32_t person : shared->teams[place].members) {
            numbers.push_back(static_cast<std::uint32_t>(shared->rows.size()));
            shared->rows.emplace_back(place, person);
        }
    }
    const std::size_t parts = count_shards(source.options, request);
    const std::vector<report_line> all = damage_lines(numbers, request.changes);
    return make_part_lines(deal_lines(all, request.changes, part, parts), request.date, request.changes,
                           [shared](json_writer& out, std::uint32_t number, const record_twist& twist) {
                               shared->append(out, number, twist);
                           });
}

}  // namespace

std::vector<team> teams_of_day(const settings& options, const report_request& request) {
    const report_changes& changes = request.changes;
    const auto dropped = static_cast<std::uint32_t>(std::min<std::size_t>(changes.drop_users, UINT32_MAX));
    const std::uint32_t population = population_of(options, changes);
    const std::uint32_t people = population - std::min(population, dropped);
    const std::uint32_t count = std::clamp<std::uint32_t>(population / people_per_team, 1, teams_max);
    const std::uint64_t seed = teams_seed(options, request);
    std::vector<team> teams;
    for (std::uint32_t number = 0; number < count; ++number) {
        teams.push_back(make_team(seed, request.organization, number));
    }
    for (std::uint32_t person = 0; person < people; ++person) {
        const std::int64_t days = request.date.time_since_epoch().count();
        const std::int64_t period = (days + person) / fortnight;
        const std::uint64_t first =
            person == 0 ? 0 : mix(seed, person, period, changes.revision) % count;  // person 0 never moves
        teams[first].members.push_back(person);
        if (count > 1 && (person == 0 || mix(seed, person, 2) % 100 < second_team_percent)) {
            teams[(first + 1) % count].members.push_back(person);
        }
    }
    std::erase_if(teams, [](const team& one) { return one.members.size() < members_min; });
    return teams;
}

report_kind user_teams_1_day_report() {
    return {.name = "user-teams-1-day",
            .first_day = timeline::user_teams,
            .count_parts = &count_shards,
            .make_lines = &make_lines};
}

}  // namespace simulator
