#pragma once
// Augment's samples as the connector hands them on, and records made by hand.

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "json_value.hpp"
#include "report_support.hpp"
#include "transforms/json_text.hpp"

namespace transforms_test {

/// The rows of a sample, as text.
inline std::vector<std::string> augment_rows(const std::string& file, const std::string& member) {
    std::ifstream in(std::string(TEST_DATA_DIR) + "/augment/" + file + ".json");
    std::stringstream text;
    text << in.rdbuf();
    const std::string body = text.str();
    std::vector<transforms::json_member> members;
    std::vector<std::string_view> elements;
    std::vector<std::string> rows;
    EXPECT_TRUE(transforms::split_members(body, members)) << file;
    for (const auto& one : members)
        if (one.key == member) transforms::split_elements(one.value, elements);
    for (const std::string_view element : elements) {
        std::string compact;
        transforms::append_compact(compact, element);
        rows.push_back(std::move(compact));
    }
    EXPECT_FALSE(rows.empty()) << file;
    return rows;
}

/// `[a,b]`
inline std::string array_of(const std::vector<std::string>& rows) {
    std::string text;
    for (const std::string& row : rows) text += (text.empty() ? "" : ",") + row;
    return "[" + text + "]";
}

inline std::string user_record(const std::vector<std::string>& users, const std::vector<std::string>& records = {}) {
    std::string text = R"({"day":"2026-11-18")";
    if (!users.empty()) text += ",\"users\":" + array_of(users);
    if (!records.empty()) text += ",\"records\":" + array_of(records);
    return text + "}";
}

/// The samples' records of 2026-11-18, one for each identity, by user_key.
inline std::map<std::string, std::string> sample_user_records() {
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> rows;
    const auto key = [](const std::string& row) {
        const json_value value = parse_json(row);
        return value.has("user_email") ? value.at("user_email").text : value.at("service_account_name").text;
    };
    for (const char* page : {"user-activity.page1", "user-activity.page2"})
        for (const std::string& row : augment_rows(page, "users")) rows[key(row)].first.push_back(row);
    for (const std::string& row : augment_rows("daily-user-activity-by-editor-language", "records"))
        rows[key(row)].second.push_back(row);
    std::map<std::string, std::string> records;
    for (const auto& [identity, of] : rows) records[identity] = user_record(of.first, of.second);
    return records;
}

}  // namespace transforms_test
