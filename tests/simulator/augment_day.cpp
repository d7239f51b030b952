#include "tests/simulator/augment_day.hpp"

#include <algorithm>

#include "tests/simulator/population.hpp"
#include "tests/simulator/random.hpp"
#include "tests/simulator/user_day.hpp"
#include "tests/simulator/vocabulary.hpp"

namespace simulator {

namespace {

constexpr std::array<std::string_view, 5> languages = {"Python", "TypeScript", "Go", "C#", "Unknown"};
constexpr std::array<std::string_view, 3> editors = {"VSCode", "JetBrains", "CLI"};
constexpr std::size_t wrong_type_counter = 3;  // completions_count

enum counter : std::size_t {
    total_lines,
    total_messages,
    tool_calls,
    completions,
    accepted,
    completion_lines,
    suggested_lines,
    chat,
    remote_messages,
    remote_lines,
    ide_messages,
    ide_lines,
    cli_messages,
    cli_lines,
    script_messages,
    script_lines
};

bool is_account(std::uint32_t number) { return number % 10 == 9; }

std::string identity_of(const settings& options, std::uint32_t number) {
    if (is_account(number)) {
        return "\"service_account_name\":\"bot-" + std::to_string(number) + "\"";
    }
    const user_profile who = make_user_profile(options.seed, number);
    return "\"user_email\":\"" + std::string{surnames[who.surname]} + "." + std::to_string(number) + "@example.com\"";
}

augment_metrics make_cell(std::uint64_t seed, std::uint32_t number, std::size_t editor) {
    random_numbers random{seed};
    augment_metrics m{};
    if (editor == 2 && is_account(number)) {
        m[script_messages] = random.between(1, 20);
        m[script_lines] = random.between(0, 300);
    } else if (editor == 2) {
        m[cli_messages] = random.between(1, 15);
        m[cli_lines] = random.between(0, 120);
    } else {
        m[completions] = random.between(1, 150);
        m[accepted] = random.below(m[completions] + 1);
        m[completion_lines] = m[accepted] * 2;
        m[suggested_lines] = m[completions] * 3;
        m[chat] = random.between(0, 9);
        m[ide_messages] = random.between(0, 25);
        m[ide_lines] = m[ide_messages] * random.between(0, 20);
    }
    m[total_lines] = m[completion_lines] + m[remote_lines] + m[ide_lines] + m[cli_lines] + m[script_lines];
    m[total_messages] = m[chat] + m[remote_messages] + m[ide_messages] + m[cli_messages] + m[script_messages];
    m[tool_calls] = m[total_messages] * 3;
    return m;
}

std::string metrics_text(const augment_metrics& metrics, bool wrong_type, bool unknown) {
    std::string text = "{";
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        text += (i == 0 ? "\"" : ",\"") + std::string{augment_counters[i]} + "\":";
        text += wrong_type && i == wrong_type_counter ? "\"many\"" : std::to_string(metrics[i]);
    }
    return text + (unknown ? ",\"telepathy_count\":1}" : "}");
}

class day_maker {
public:
    day_maker(const settings& options, const report_request& request)
        : options_{options}, request_{request}, changes_{request.changes}, seed_{day_seed_of(options, request)} {}

    augment_day make() {
        if (!changes_.published) {
            return {};
        }
        const std::vector<std::uint32_t> people = active_people(options_, request_);
        for (std::size_t i = 0; i < people.size(); ++i) {
            add_person(people[i], i);
        }
        repeat_people(people);
        add_strays();
        if (changes_.lines_reversed) {
            std::reverse(made_.users.begin(), made_.users.end());
            std::reverse(made_.records.begin(), made_.records.end());
        }
        made_.user_count = static_cast<std::int64_t>(people.size());
        const std::string date = to_text(request_.date - std::chrono::days{changes_.wrong_day != 0 ? 1 : 0});
        made_.active = "{\"date\":\"" + date + "\",\"user_count\":" + std::to_string(made_.user_count) + "}";
        if (!people.empty()) {
            made_.usage = "{\"date\":\"" + date + "\",\"metrics\":" + metrics_text(total_, false, unknown()) + "}";
        }
        return std::move(made_);
    }

private:
    bool unknown() const { return changes_.unknown_field; }

    std::string user_row(std::uint32_t number, const augment_metrics& sum, bool wrong_type) const {
        return "{" + identity_of(options_, number) +
               ",\"active_days\":1,\"metrics\":" + metrics_text(sum, wrong_type, unknown()) +
               (unknown() ? ",\"mood\":\"bright\"}" : "}");
    }

    // The damaged follow one another from the first on, in the order duplicate, conflicting, wrong type.
    void add_person(std::uint32_t number, std::size_t place) {
        augment_metrics sum{};
        const std::size_t cells = 2 + number % 3;
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const std::size_t editor = is_account(number) ? 2 : cell % editors.size();
            const augment_metrics metrics = make_cell(mix(seed_, number, cell), number, editor);
            for (std::size_t i = 0; i < sum.size(); ++i) {
                sum[i] += metrics[i];
                total_[i] += metrics[i];
            }
            made_.records.push_back("{" + identity_of(options_, number) + ",\"language\":\"" +
                                    std::string{languages[(number + cell) % languages.size()]} + "\",\"editor\":\"" +
                                    std::string{editors[editor]} +
                                    "\",\"metrics\":" + metrics_text(metrics, false, unknown()) + "}");
        }
        const std::size_t first_wrong = changes_.duplicate_users + changes_.conflicting_users;
        const bool wrong_type = place >= first_wrong && place < first_wrong + changes_.wrong_type;
        made_.users.push_back(user_row(number, sum, wrong_type));
    }

    void repeat_people(const std::vector<std::uint32_t>& people) {
        const std::size_t repeated = changes_.duplicate_users + changes_.conflicting_users;
        for (std::size_t i = 0; i < std::min(repeated, people.size()); ++i) {
            augment_metrics other{};
            other[total_messages] = 1;
            const std::string first = made_.users[i];
            made_.users.push_back(i < changes_.duplicate_users ? first : user_row(people[i], other, false));
        }
    }

    void add_strays() {
        for (std::size_t i = 0; i < changes_.bad_lines; ++i) {
            const std::string both = "\"user_email\":\"stray@example.com\",\"service_account_name\":\"stray\",";
            made_.users.push_back("{" + (i % 2 == 0 ? both : std::string{}) +
                                  "\"active_days\":1,\"metrics\":" + metrics_text({}, false, false) + "}");
        }
    }

    const settings& options_;
    const report_request& request_;
    const report_changes& changes_;
    std::uint64_t seed_;
    augment_metrics total_{};
    augment_day made_;
};

}  // namespace

augment_day make_augment_day(const settings& options, const report_request& request) {
    return day_maker{options, request}.make();
}

}  // namespace simulator
