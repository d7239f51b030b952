#include "tests/simulator/user_day.hpp"

#include "tests/simulator/random.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

constexpr std::uint32_t server_side_number = 2;

std::uint8_t choose_ide(random_numbers& random) {
    std::int64_t ticket = random.below(100);
    for (std::size_t i = 0; i < ide_kinds.size(); ++i) {
        ticket -= ide_kinds[i].percent;
        if (ticket < 0) {
            return static_cast<std::uint8_t>(i);
        }
    }
    return 0;
}

habit choose_habit(random_numbers& random) {
    const std::int64_t ticket = random.below(100);
    if (ticket < 46) {
        return habit::heavy;
    }
    if (ticket < 62) {
        return habit::completion_only;
    }
    return ticket < 82 ? habit::command_line : habit::chat;
}

// Collects the cells of one day; knows how much of what each feature brings.
class day_builder {
public:
    day_builder(user_day& result, random_numbers& random) : day_(result), random_(random) {}

    void add_completions() {
        for (const std::uint8_t language : day_.who.languages) {
            const std::int64_t shown = random_.between(8, 110);
            const std::int64_t taken = random_.between(shown / 10, shown / 3);
            const std::int64_t lines = shown * random_.between(18, 30) / 10;
            add(feature::code_completion, language, model_completion,
                {0, shown, taken, lines, 0, taken * random_.between(1, 3), 0});
        }
    }

    void add_chat(feature used, std::uint8_t language, std::uint8_t model, std::int64_t prompts_max) {
        const std::int64_t prompts = random_.between(1, prompts_max);
        const std::int64_t answers = prompts + random_.between(0, 4);
        const std::int64_t taken = random_.between(0, answers / 3);
        add(used, language, model,
            {prompts, answers, taken, answers * random_.below(8), 0, taken * random_.between(0, 5), 0});
        day_.uses_chat = true;
    }

    void add_agent_mode() {
        const auto& who = day_.who;
        const std::int64_t prompts = random_.between(1, 14);
        add(feature::agent, who.languages[0], who.agent_model[0], {prompts, prompts * 4, 0, 0, 0, 0, 0});
        add_agent_edits(who.languages[0], who.agent_model[0], random_.between(5, 45));
        if (random_.chance(75)) {
            add_agent_edits(who.languages[1], who.agent_model[1], random_.between(1, 9));
        }
        day_.uses_agent = true;
        day_.uses_chat = true;
    }

    void add_outside_editor(feature used) {
        const std::int64_t prompts = random_.between(1, 12);
        const std::int64_t answers = prompts + random_.between(0, 6);
        const bool suggests = day_.date >= timeline::cli_suggested_lines;
        add(used, day_.who.languages[0], model_cli,
            {prompts, answers, 0, suggests ? answers * random_.between(8, 25) : 0, suggests ? random_.below(12) : 0,
             random_.between(0, 180), random_.between(0, 30)});
    }

    void add_agent_edits(std::uint8_t language, std::uint8_t model, std::int64_t edits) {
        add(feature::agent_edit, language, model, {0, edits, 0, 0, 0, edits * random_.between(6, 13), edits * 2});
    }

    void add(feature used, std::uint8_t language, std::uint8_t model, const std::array<std::int64_t, 7>& values) {
        work_cell& cell = day_.cells[day_.cell_count++];
        cell.used = used;
        cell.language = language;
        cell.model = model;
        cell.counts.values = values;
        if (used != feature::cli && used != feature::app) {
            const bool second = day_.who.ides[1] != no_ide && language == day_.who.languages[1];
            cell.ide_slot = second ? 1 : 0;
        }
    }

private:
    user_day& day_;
    random_numbers& random_;
};

token_use make_token_use(random_numbers& random) {
    token_use use;
    use.sessions = random.between(1, 5);
    use.prompts = random.between(1, 14);
    use.requests = random.chance(4) ? 0 : use.prompts * random.between(2, 9);
    use.output_tokens = use.requests * random.between(600, 2600);
    use.prompt_tokens = use.requests * random.between(20'000, 140'000);
    if (use.requests > 0 && random.chance(6)) {
        use.prompt_tokens += 2'200'000'000;
    }
    return use;
}

void add_command_line(user_day& result, day_builder& builder, random_numbers& random) {
    if (result.date < timeline::cli_totals) {
        return;
    }
    result.uses_cli = true;
    result.cli = make_token_use(random);
    if (result.date >= timeline::cli_feature) {
        builder.add_outside_editor(feature::cli);
    }
    if (result.date >= timeline::customisations) {
        const std::int64_t ticket = random.below(100);
        result.customisations = ticket < 55   ? presence::full
                                : ticket < 75 ? presence::empty
                                : ticket < 80 ? presence::null
                                              : presence::absent;
    }
}

void add_heavy_day(user_day& result, day_builder& builder, random_numbers& random) {
    const user_profile& who = result.who;
    builder.add_chat(feature::ask, who.languages[0], who.chat_model, 9);
    builder.add_agent_mode();
    if (random.chance(70) && result.date >= timeline::plan_mode) {
        builder.add_chat(feature::plan, language_unknown, who.agent_model[0], 4);
    }
    if (random.chance(45)) {
        builder.add_chat(feature::custom, who.languages[1], who.agent_model[0], 3);
    }
    if (random.chance(45)) {
        builder.add_chat(feature::edit, who.languages[0], who.agent_model[0], 3);
    }
    if (random.chance(55)) {
        builder.add_chat(feature::chat_inline, who.languages[1], model_unknown, 3);
    }
    if (random.chance(40)) {
        builder.add_chat(feature::others, language_others, model_others, 2);
    }
    if (random.chance(45)) {
        add_command_line(result, builder, random);
    }
    if (random.chance(6) && result.date >= timeline::app) {
        result.app = make_token_use(random);
        builder.add_outside_editor(feature::app);
    }
}

}  // namespace

user_profile make_user_profile(std::uint64_t seed, std::uint32_t number) {
    random_numbers random{mix(seed, 0x70656f706c65ULL, number)};
    user_profile who;
    who.number = number;
    who.user_id =
        1'000'000 + std::int64_t{number} * 977 + random.below(977);  // distinct, with gaps, below 2^31 for long
    who.surname = static_cast<std::size_t>(random.below(surnames.size()));
    who.kind = choose_habit(random);
    who.ides[0] = choose_ide(random);
    if (random.chance(15)) {
        const std::uint8_t second = choose_ide(random);
        who.ides[1] = second == who.ides[0] ? no_ide : second;
    }
    who.languages = language_pairs[static_cast<std::size_t>(random.below(language_pairs.size()))];
    who.chat_model = chat_models[static_cast<std::size_t>(random.below(chat_models.size()))];
    who.agent_model = agent_models[static_cast<std::size_t>(random.below(agent_models.size()))];
    return who;
}

std::uint64_t details_seed_of(std::uint64_t day_seed, std::uint32_t number) { return mix(day_seed, number); }

bool is_server_side_only(std::uint32_t number, day date) {
    return number == server_side_number && date >= timeline::server_side_users;
}

bool uses_cloud_agent_on(std::uint64_t details_seed) { return mix(details_seed, 0x636c6f7564ULL) % 100 < 12; }

review_use review_on(std::uint64_t details_seed, bool server_side_only) {
    const std::uint64_t ticket = server_side_only ? 90 : mix(details_seed, 0x726576696577ULL) % 100;
    if (ticket < 55) {
        return review_use::none;
    }
    return ticket < 80 ? review_use::active : review_use::passive;
}

int phase_of(const user_day& person) {
    if (person.who.number % 17 == 0) {
        return 0;
    }
    if (person.uses_cli) {
        return 3;
    }
    return person.uses_cloud_agent ? 2 : 1;
}

user_day make_user_day(const user_profile& who, day date, std::uint64_t day_seed) {
    user_day result;
    result.who = who;
    result.date = date;
    result.details_seed = details_seed_of(day_seed, who.number);
    result.server_side_only = is_server_side_only(who.number, date);
    result.review = review_on(result.details_seed, result.server_side_only);
    if (result.server_side_only) {
        return result;
    }
    random_numbers random{result.details_seed};
    day_builder builder{result, random};
    builder.add_completions();
    switch (who.kind) {
        case habit::heavy:
            add_heavy_day(result, builder, random);
            break;
        case habit::completion_only:
            break;
        case habit::command_line:
            builder.add_chat(feature::ask, who.languages[0], who.chat_model, 6);
            add_command_line(result, builder, random);
            if (random.chance(50)) {
                builder.add_chat(feature::chat_inline, who.languages[1], model_unknown, 3);
            }
            break;
        case habit::chat:
            builder.add_chat(feature::ask, who.languages[0], who.chat_model, 8);
            if (random.chance(40)) {
                builder.add_chat(feature::unknown_mode, language_unknown, model_unknown, 2);
            }
            break;
    }
    result.uses_cloud_agent = uses_cloud_agent_on(result.details_seed);
    result.uses_vscode_agent = who.kind == habit::heavy && date >= timeline::vscode_agent && random.chance(20);
    return result;
}

}  // namespace simulator
