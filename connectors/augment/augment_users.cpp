#include "connectors/augment/augment_users.hpp"

#include <algorithm>
#include <span>

#include "schema/scope.hpp"

namespace connectors {
namespace {

void append_array(std::string& out, std::string_view name, std::vector<std::string> texts) {
    if (texts.empty()) return;
    std::sort(texts.begin(), texts.end());
    out.append(",\"").append(name).append("\":");
    char before = '[';
    for (const std::string& text : texts) {
        out += before;
        out += text;
        before = ',';
    }
    out += ']';
}

std::string record(schema::day day, std::vector<std::string> users, std::vector<std::string> records) {
    std::string text = "{\"day\":\"" + day.text() + "\"";
    append_array(text, words_of(augment_list::user_activity).rows, std::move(users));
    append_array(text, words_of(augment_list::editor_language).rows, std::move(records));
    return text + "}\n";
}

}  // namespace

void augment_users::add(augment_list list, augment_row row) {
    bytes_ += row.json.size();
    if (row.user_email.has_value() == row.service_account_name.has_value()) {
        strays_.emplace_back(list, std::move(row.json));
        return;
    }
    // An account's name has no '@', so the two kinds cannot meet.
    const std::string& spelled = row.user_email ? *row.user_email : *row.service_account_name;
    rows& of = identities_[row.user_email ? schema::lower_case(spelled) : spelled];
    if (list == augment_list::editor_language)
        of.records.push_back(std::move(row.json));
    else
        of.users[spelled].push_back(std::move(row.json));
}

std::string augment_users::lines() const {
    std::string text;
    for (const auto& [identity, of] : identities_) {
        std::size_t times = 1;
        for (const auto& [spelled, texts] : of.users) times = std::max(times, texts.size());
        for (std::size_t time = 0; time < times; ++time) {
            std::vector<std::string> users;
            for (const auto& [spelled, texts] : of.users)
                if (time < texts.size()) users.push_back(texts[time]);
            text += record(day_, std::move(users), of.records);
        }
    }
    for (const auto& [list, row] : strays_) {
        const bool user = list == augment_list::user_activity;
        std::vector<std::string> one{row};
        text += user ? record(day_, std::move(one), {}) : record(day_, {}, std::move(one));
    }
    return text;
}

}  // namespace connectors
