#include "documented_queries.hpp"

#include <fstream>
#include <iterator>
#include <regex>

#include "tests/transforms/json_value.hpp"

namespace sinks::testing {

namespace {

std::string text_of(const std::string& path) {
    std::ifstream in(SOURCE_DIR + ("/" + path));
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// As Grafana's PostgreSQL data source does it.
std::string filled_in(std::string sql, const std::string& first, const std::string& last) {
    sql = std::regex_replace(sql, std::regex{R"(\$__timeFilter\(([^)]*)\))"},
                             "$1 BETWEEN '" + first + "T00:00:00Z' AND '" + last + "T00:00:00Z'");
    sql = std::regex_replace(sql, std::regex{R"(\$source\b)"}, "'github'");
    return std::regex_replace(sql, std::regex{R"(\$scope\b)"}, "'organization/octo-org'");
}

}  // namespace

std::vector<documented_query> manual_queries() {
    const std::string text = text_of("docs/data-model.md");
    const std::string fence = "```sql\n";
    std::vector<documented_query> found;
    for (std::size_t at = text.find(fence); at != text.npos; at = text.find(fence, at)) {
        at += fence.size();
        const std::string block = text.substr(at, text.find("```", at) - at);
        found.push_back({"docs/data-model.md", block.substr(0, block.find_last_of(';'))});
    }
    return found;
}

std::vector<documented_query> dashboard_queries(const std::string& first, const std::string& last) {
    const auto whole = transforms_test::parse_json(text_of("docs/monitoring/grafana-dashboard.json"));
    std::vector<documented_query> found;
    const auto add = [&](const std::string& where, const std::string& sql) {
        found.push_back({"dashboard, " + where, filled_in(sql, first, last)});
    };
    for (const auto& panel : whole.at("panels").elements) {
        if (!panel.has("targets")) continue;
        for (const auto& target : panel.at("targets").elements) add(panel.at("title").text, target.at("rawSql").text);
    }
    for (const auto& variable : whole.at("templating").at("list").elements)
        if (variable.at("type").text == "query") add(variable.at("name").text, variable.at("query").text);
    for (const auto& note : whole.at("annotations").at("list").elements)
        add(note.at("name").text, note.at("target").at("rawSql").text);
    return found;
}

}  // namespace sinks::testing
