#pragma once
// What one invented person did on one invented day, as numbers: the generator's model, before any JSON.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "tests/simulator/calendar.hpp"
#include "tests/simulator/vocabulary.hpp"

namespace simulator {

/// The seven activity measures of a report, in the order in which reports list them.
struct activity {
    enum measure : std::size_t {
        interactions,
        generations,
        acceptances,
        suggested_to_add,
        suggested_to_delete,
        added,
        deleted,
    };
    std::array<std::int64_t, 7> values{};

    activity& operator+=(const activity& other) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] += other.values[i];
        }
        return *this;
    }
    friend bool operator==(const activity&, const activity&) = default;
};

inline constexpr std::uint8_t no_ide = 255;  // work outside of an editor: command line and app

/// The smallest piece of work; every breakdown of a record is a sum over these, which is why they agree.
struct work_cell {
    feature used{};
    std::uint8_t language = 0;
    std::uint8_t model = 0;
    std::uint8_t ide_slot = no_ide;  // 0 or 1, a place in user_profile::ides
    activity counts;
};

enum class habit : std::uint8_t { heavy, completion_only, command_line, chat };

/// What stays the same from day to day; depends on the seed and the person's number only.
struct user_profile {
    std::uint32_t number = 0;
    std::int64_t user_id = 0;
    std::size_t surname = 0;  // a place in surnames
    habit kind{};
    std::array<std::uint8_t, 2> ides{0, no_ide};  // places in ide_kinds
    std::array<std::uint8_t, 2> languages{};
    std::uint8_t chat_model = 0;
    std::array<std::uint8_t, 2> agent_model{};
};

struct token_use {
    std::int64_t sessions = 0;
    std::int64_t requests = 0;
    std::int64_t prompts = 0;
    std::int64_t output_tokens = 0;
    std::int64_t prompt_tokens = 0;  // above 2^31 for some people
};

enum class presence : std::uint8_t { absent, null, empty, full };

/// Code review by Copilot; asking for it wins over merely getting it.
enum class review_use : std::uint8_t { none, active, passive };

inline constexpr std::size_t cells_max = 20;

struct user_day {
    user_profile who;
    day date{};
    std::uint64_t details_seed = 0;  // for texts that need no model: times, versions, customisations
    bool server_side_only = false;   // counted as active, with nothing to show for it
    std::array<work_cell, cells_max> cells{};
    std::size_t cell_count = 0;
    bool uses_agent = false;
    bool uses_chat = false;
    bool uses_cli = false;
    bool uses_cloud_agent = false;
    bool uses_vscode_agent = false;
    review_use review = review_use::none;
    std::optional<token_use> cli;
    std::optional<token_use> app;
    presence customisations = presence::absent;

    std::span<const work_cell> work() const { return {cells.data(), cell_count}; }
};

/// The person that has this number; the same in every scope.
user_profile make_user_profile(std::uint64_t seed, std::uint32_t number);

/// That person's day. `day_seed` stands for scope, day and revision. Person 2 works server-side only, from the day on
/// which such people are listed at all.
user_day make_user_day(const user_profile& who, day date, std::uint64_t day_seed);

/// What can be told without making the day, for counts over four weeks; the same as make_user_day says.
std::uint64_t details_seed_of(std::uint64_t day_seed, std::uint32_t number);
bool is_server_side_only(std::uint32_t number, day date);
bool uses_cloud_agent_on(std::uint64_t details_seed);
review_use review_on(std::uint64_t details_seed, bool server_side_only);

/// The adoption phase that the person's record of this day names, 0 to 3.
int phase_of(const user_day& person);

}  // namespace simulator
