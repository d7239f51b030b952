#include "tests/simulator/seats.hpp"

#include <algorithm>
#include <array>

#include "tests/simulator/population.hpp"
#include "tests/simulator/random.hpp"
#include "tests/simulator/user_record.hpp"

namespace simulator {

namespace {

constexpr std::string_view api_url = "https://api.github.com";
constexpr std::array<std::string_view, 3> offsets = {"Z", "+01:00", "-06:00"};

void append_text(json_writer& out, std::string_view member, std::string_view value) {
    out.literal(",\"");
    out.text(member);
    out.literal("\":\"");
    out.text(value);
    out.literal("\"");
}

// A wall-clock time of some zone on that day.
void append_time(json_writer& out, day date, std::uint64_t seed) {
    const auto minute = static_cast<std::int64_t>(seed % 600);
    out.literal("\"");
    out.date(date);
    out.literal("T");
    out.number((480 + minute) / 60 / 10);
    out.number((480 + minute) / 60 % 10);
    out.literal(":");
    out.number(minute % 60 / 10);
    out.number(minute % 10);
    out.literal(":30");
    out.text(offsets[seed / 1000 % offsets.size()]);
    out.literal("\"");
}

std::string login_of(const user_profile& who) {
    json_writer text{64};
    append_login(text, who);
    return std::string{text.view()};
}

std::uint32_t people_of(const settings& options, const report_changes& changes) {
    const std::uint32_t population = population_of(options, changes);
    return population - static_cast<std::uint32_t>(std::min<std::size_t>(population, changes.drop_users));
}

}  // namespace

seat_list::seat_list(const settings& options, const report_request& request)
    : request_(request),
      seed_(options.seed),
      organizations_(options.organizations),
      teams_(teams_of_day(options, request)) {
    if (organizations_.empty()) {
        organizations_.push_back(request.slug + "-main");
    }
    for (std::size_t place = 0; place < teams_.size(); ++place) {
        for (const std::uint32_t person : teams_[place].members) {
            team_of_.emplace(person, place);
        }
    }
    const std::uint32_t people = people_of(options, request.changes);
    for (std::uint32_t person = 0; person < people; ++person) {
        seats_.push_back({person});
        if (!request.organization && person % 50 == 1) {
            seats_.push_back({person, true});
        }
    }
    const std::size_t unassigned = people < 3 ? 0 : 1 + people / 40;
    seats_.resize(seats_.size() + unassigned);
    total_seats_ = static_cast<std::int64_t>(people + unassigned);

    std::vector<std::uint32_t> numbers(seats_.size());
    for (std::uint32_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = i;
    }
    report_changes changes = request.changes;
    changes.bad_lines = 0;  // a page is one JSON text: malformed=1 breaks it
    std::vector<seat> damaged;
    for (const report_line& line : damage_lines(numbers, changes)) {
        damaged.push_back(seats_[line.number]);
        damaged.back().kind = line.kind;
    }
    seats_ = std::move(damaged);
}

std::uint64_t seat_list::seed_of(const seat& one) const {
    return mix(seed_, hash_text(request_.slug), one.person ? *one.person : 0xffff'ffff, one.second ? 2 : 1);
}

bool seat_list::from_enterprise_team(const seat& one) const {
    return !request_.organization && (one.second || (one.person && *one.person % 7 == 3));
}

const std::string& seat_list::organization_of(const seat& one) const {
    return request_.organization ? request_.slug : organizations_[one.person.value_or(0) % organizations_.size()];
}

void seat_list::append(json_writer& out, std::size_t index) const {
    const seat& one = seats_[index];
    const std::uint64_t seed = seed_of(one);
    const std::size_t start = out.size();
    out.literal("{\"created_at\":");
    append_time(out, request_.date - std::chrono::days{40 + seed % 200}, seed);
    append_assignee(out, one);
    out.literal(",\"pending_cancellation_date\":");
    if (seed % 20 == 7) {
        out.literal("\"");
        out.date(request_.date + std::chrono::days{10});
        out.literal("\"");
    } else {
        out.literal("null");
    }
    if (seed % 30 != 5) {
        append_text(out, "plan_type", !one.person ? "unknown" : seed % 4 == 0 ? "business" : "enterprise");
    }
    append_activity(out, one);
    append_team(out, one);
    append_organization(out, one);
    if (request_.changes.unknown_field) {
        append_unknown_member(out, 1);
    }
    close_record(out, one.kind == line_kind::padded ? request_.changes.line_bytes : 0, start);
}

void seat_list::append_assignee(json_writer& out, const seat& one) const {
    if (!one.person) {
        out.literal(",\"assignee\":null");
        return;
    }
    const user_profile who = make_user_profile(seed_, *one.person);
    const std::string login = login_of(who);
    const std::string id = std::to_string(who.user_id);
    const std::string url = std::string{api_url} + "/users/" + login;
    out.literal(",\"assignee\":{\"login\":\"");
    out.text(login);
    out.literal("\",\"id\":");
    if (one.kind == line_kind::wrong_type) {
        out.literal("{\"is\":\"many\"}");
    } else {
        out.number(who.user_id);
    }
    append_text(out, "node_id", "U_invented" + id);
    append_text(out, "avatar_url", "https://avatars.githubusercontent.com/u/" + id + "?v=4");
    append_text(out, "gravatar_id", "");
    append_text(out, "url", url);
    append_text(out, "html_url", "https://github.com/" + login);
    append_text(out, "followers_url", url + "/followers");
    append_text(out, "following_url", url + "/following{/other_user}");
    append_text(out, "gists_url", url + "/gists{/gist_id}");
    append_text(out, "starred_url", url + "/starred{/owner}{/repo}");
    append_text(out, "subscriptions_url", url + "/subscriptions");
    append_text(out, "organizations_url", url + "/orgs");
    append_text(out, "repos_url", url + "/repos");
    append_text(out, "events_url", url + "/events{/privacy}");
    append_text(out, "received_events_url", url + "/received_events");
    out.literal(",\"type\":\"User\",\"site_admin\":false}");
}

void seat_list::append_activity(json_writer& out, const seat& one) const {
    const std::uint64_t seed = seed_of(one);
    const std::uint64_t recent = mix(seed, request_.changes.revision, request_.date.time_since_epoch().count(),
                                     one.kind == line_kind::other_numbers ? 1 : 0);
    const bool idle = !one.person || seed % 10 == 3;
    if (idle || seed % 5 == 2) {
        out.literal(",\"last_authenticated_at\":null");
    } else {
        out.literal(",\"last_authenticated_at\":");
        append_time(out, request_.date - std::chrono::days{1 + recent % 3}, recent / 7);
    }
    if (idle) {
        out.literal(",\"last_activity_at\":null,\"last_activity_editor\":null");
    } else {
        out.literal(",\"last_activity_at\":");
        append_time(out, request_.date - std::chrono::days{1 + recent % 3}, recent / 11);
        static constexpr std::array<std::string_view, 3> editors = {"vscode/1.140.1/copilot-chat/0.52.3",
                                                                    "JetBrains-IU/262.4821/", "copilot-app/invented"};
        append_text(out, "last_activity_editor", editors[seed % 7 % editors.size()]);
    }
    if (!one.second) {
        out.literal(",\"updated_at\":");
        append_time(out, request_.date - std::chrono::days{20}, 0);
    }
}

// Direct assignments have no team: the member is null for some and absent for the others.
void seat_list::append_team(json_writer& out, const seat& one) const {
    const auto found = one.person ? team_of_.find(*one.person) : team_of_.end();
    if (found == team_of_.end() || seed_of(one) % 3 == 0) {
        if (seed_of(one) % 2 == 0) {
            out.literal(",\"assigning_team\":null");
        }
        return;
    }
    const team& granting = teams_[found->second];
    const std::string id = std::to_string(granting.id);
    out.literal(",\"assigning_team\":{\"id\":");
    out.number(granting.id);
    append_text(out, "name", granting.slug);
    append_text(out, "slug", granting.slug);
    if (!request_.organization) {
        const std::string url = std::string{api_url} + "/enterprises/" + request_.slug + "/teams/" + id;
        out.literal(",\"description\":null,\"group_id\":null");
        append_text(out, "url", url);
        append_text(out, "html_url", "https://github.com/enterprises/" + request_.slug + "/teams/" + granting.slug);
        append_text(out, "members_url", url + "/memberships");
        append_text(out, "organization_selection_type", "disabled");
        append_text(out, "created_at", "2026-03-02T09:00:00Z");
        append_text(out, "updated_at", "2026-09-01T09:00:00Z");
    } else {
        const std::string owner = scope_id(true, request_.slug);
        const std::string url = std::string{api_url} + "/organizations/" + owner + "/team/" + id;
        append_text(out, "node_id", "T_invented" + id);
        append_text(out, "url", url);
        append_text(out, "html_url", "https://github.com/orgs/" + request_.slug + "/teams/" + granting.slug);
        append_text(out, "description", "");
        append_text(out, "privacy", "closed");
        append_text(out, "notification_setting", "notifications_enabled");
        append_text(out, "permission", "pull");
        append_text(out, "members_url", url + "/members{/member}");
        append_text(out, "repositories_url", url + "/repos");
        append_text(out, "type", "organization");
        out.literal(",\"organization_id\":");
        out.text(owner);
        out.literal(",\"parent\":null");
    }
    out.literal("}");
}

void seat_list::append_organization(json_writer& out, const seat& one) const {
    if (from_enterprise_team(one)) {
        out.literal(",\"organization\":null");
        return;
    }
    const std::string& login = organization_of(one);
    const std::string id = scope_id(true, login);
    const std::string url = std::string{api_url} + "/orgs/" + login;
    out.literal(",\"organization\":{\"login\":\"");
    out.text(login);
    out.literal("\",\"id\":");
    out.text(id);
    append_text(out, "node_id", "O_invented" + id);
    append_text(out, "url", url);
    append_text(out, "repos_url", url + "/repos");
    append_text(out, "events_url", url + "/events");
    append_text(out, "hooks_url", url + "/hooks");
    append_text(out, "issues_url", url + "/issues");
    append_text(out, "members_url", url + "/members{/member}");
    append_text(out, "public_members_url", url + "/public_members{/member}");
    append_text(out, "avatar_url", "https://avatars.githubusercontent.com/u/" + id + "?v=4");
    append_text(out, "description", "");
    out.literal("}");
}

}  // namespace simulator
