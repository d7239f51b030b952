#pragma once
// What each dataset of each vendor is made of: its decoder, its loader, and what makes two of its records the same (`key`,
// empty for a record that is never another's double). A new dataset is a struct here.

#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "schema/slice.hpp"
#include "sinks/engagement_loader.hpp"
#include "sinks/repos_loader.hpp"
#include "sinks/seats_loader.hpp"
#include "sinks/totals_loader.hpp"
#include "sinks/user_loader.hpp"
#include "sinks/user_teams_loader.hpp"
#include "transforms/augment_totals_decoder.hpp"
#include "transforms/augment_users_decoder.hpp"
#include "transforms/engagement_decoder.hpp"
#include "transforms/repos_decoder.hpp"
#include "transforms/seats_decoder.hpp"
#include "transforms/totals_decoder.hpp"
#include "transforms/user_teams_decoder.hpp"
#include "transforms/users_decoder.hpp"

namespace pipelines {

struct users_dataset {
    using decoder = transforms::users_decoder;
    using loader = sinks::user_loader;
    static constexpr int version = transforms::users_decoder_version;
    static constexpr std::string_view key_name = "user_id";
    static constexpr std::string_view duplicate_reason = "duplicate_user";
    static std::string_view key(const schema::user_row& row, std::string&) { return row.user_key; }
};

/// A day has one record of totals.
struct totals_dataset {
    using decoder = transforms::totals_decoder;
    using loader = sinks::totals_loader;
    static constexpr int version = transforms::totals_decoder_version;
    static constexpr std::string_view key_name = "the record of";
    static constexpr std::string_view duplicate_reason = "duplicate_record";
    static std::string_view key(const schema::totals_row&, std::string&) { return "the day"; }
};

struct user_teams_dataset {
    using decoder = transforms::user_teams_decoder;
    using loader = sinks::user_teams_loader;
    static constexpr int version = transforms::user_teams_decoder_version;
    static constexpr std::string_view key_name = "team_id and user_id";
    static constexpr std::string_view duplicate_reason = "duplicate_membership";
    static std::string_view key(const schema::user_team_row& row, std::string& text) {
        text.assign(row.team_id).append("\x1f").append(row.user_key);
        return text;
    }
};

struct repos_dataset {
    using decoder = transforms::repos_decoder;
    using loader = sinks::repos_loader;
    static constexpr int version = transforms::repos_decoder_version;
    static constexpr std::string_view key_name = "repo_id";
    static constexpr std::string_view duplicate_reason = "duplicate_repository";
    static std::string_view key(const schema::repo_row& row, std::string&) { return row.repo_id; }
};

/// A window has one record.
struct engagement_dataset {
    using decoder = transforms::engagement_decoder;
    using loader = sinks::engagement_loader;
    static constexpr int version = transforms::engagement_decoder_version;
    static constexpr std::string_view key_name = "the record of";
    static constexpr std::string_view duplicate_reason = "duplicate_record";
    static std::string_view key(const schema::engagement_row&, std::string&) { return "the window"; }
};

struct seats_dataset {
    using decoder = transforms::seats_decoder;
    using loader = sinks::seats_loader;
    static constexpr int version = transforms::seats_decoder_version;
    static constexpr std::string_view key_name = "the seat of";
    static constexpr std::string_view duplicate_reason = "duplicate_seat";
    /// A user can hold two seats, and two seats can have nobody; what moves from one page to the next while they are
    /// read comes twice to the letter.
    static std::string_view key(const schema::seat_row& row, std::string&) {
        return row.user_key.empty() ? std::string_view{} : row.seat_data;
    }
};

struct augment_users_dataset {
    using decoder = transforms::augment_users_decoder;
    using loader = sinks::user_loader;
    static constexpr int version = transforms::augment_users_decoder_version;
    static constexpr std::string_view key_name = "the identity";
    static constexpr std::string_view duplicate_reason = "duplicate_user";
    static std::string_view key(const schema::user_row& row, std::string&) { return row.user_key; }
};

/// A day has one record of totals.
struct augment_totals_dataset {
    using decoder = transforms::augment_totals_decoder;
    using loader = sinks::totals_loader;
    static constexpr int version = transforms::augment_totals_decoder_version;
    static constexpr std::string_view key_name = "the record of";
    static constexpr std::string_view duplicate_reason = "duplicate_record";
    static std::string_view key(const schema::totals_row&, std::string&) { return "the day"; }
};

/// Calls `call` with the struct of the vendor's dataset.
template <typename Call>
auto with_dataset(config::source_type vendor, schema::dataset dataset, Call&& call) {
    if (vendor == config::source_type::augment) {
        if (dataset == schema::dataset::totals) return call(augment_totals_dataset{});
        return call(augment_users_dataset{});
    }
    switch (dataset) {
        case schema::dataset::totals: return call(totals_dataset{});
        case schema::dataset::user_teams: return call(user_teams_dataset{});
        case schema::dataset::repos: return call(repos_dataset{});
        case schema::dataset::engagement: return call(engagement_dataset{});
        case schema::dataset::seats: return call(seats_dataset{});
        case schema::dataset::users: break;
    }
    return call(users_dataset{});
}

}  // namespace pipelines
