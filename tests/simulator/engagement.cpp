#include "tests/simulator/engagement.hpp"

#include <algorithm>
#include <vector>

#include "tests/simulator/population.hpp"
#include "tests/simulator/user_day.hpp"

namespace simulator {

namespace {

constexpr std::uint8_t engaged_days = 2;

struct person_days {
    std::uint8_t active = 0;
    std::array<std::uint8_t, engagement_features.size()> used{};
};

bool works_with(const user_day& person, feature wanted) {
    const auto cells = person.work();
    return std::any_of(cells.begin(), cells.end(), [wanted](const work_cell& cell) { return cell.used == wanted; });
}

void add_day(person_days& days, const user_day& person) {
    const std::array<bool, engagement_features.size()> used = {works_with(person, feature::code_completion),
                                                               works_with(person, feature::agent_edit),
                                                               person.review == review_use::passive,
                                                               person.review == review_use::active,
                                                               person.uses_cloud_agent,
                                                               person.uses_cli,
                                                               person.app.has_value()};
    ++days.active;
    for (std::size_t i = 0; i < used.size(); ++i) {
        days.used[i] = static_cast<std::uint8_t>(days.used[i] + (used[i] ? 1 : 0));
    }
}

}  // namespace

feature_engagement make_engagement(const settings& options, const report_request& window) {
    std::vector<person_days> people;
    for (std::size_t index = 0; index < window_days; ++index) {
        const report_request one_day = day_of_window(window, index);
        if (!one_day.changes.published || one_day.date < options.first_day_of(window.organization)) {
            continue;
        }
        const std::uint64_t seed = day_seed_of(options, one_day);
        for (const std::uint32_t number : active_people(options, one_day)) {
            people.resize(std::max<std::size_t>(people.size(), number + 1));
            add_day(people[number], make_user_day(make_user_profile(options.seed, number), one_day.date, seed));
        }
    }
    feature_engagement engagement;
    for (const person_days& days : people) {
        engagement.active_users += days.active >= engaged_days ? 1 : 0;
        for (std::size_t i = 0; i < days.used.size(); ++i) {
            engagement.engaged_users[i] += days.used[i] >= engaged_days ? 1 : 0;
        }
    }
    return engagement;
}

void append_engagement(json_writer& out, const feature_engagement& engagement) {
    out.literal("{\"active_user_count\":");
    out.number(engagement.active_users);
    out.literal(",\"totals_by_feature\":[");
    bool first = true;
    for (std::size_t i = 0; i < engagement_features.size(); ++i) {
        if (engagement.engaged_users[i] == 0) {
            continue;
        }
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.literal("{\"feature\":\"");
        out.text(engagement_features[i]);
        out.literal("\",\"engaged_user_count\":");
        out.number(engagement.engaged_users[i]);
        out.literal("}");
    }
    out.literal("]}");
}

}  // namespace simulator
