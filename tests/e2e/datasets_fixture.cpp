#include "tests/e2e/datasets_fixture.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace e2e {

record_bag to_bag(const std::string& ndjson) {
    record_bag bag;
    for (const std::string& line : lines_of(ndjson))
        bag.insert(transforms_test::to_text(transforms_test::with_sorted_breakdowns(parse_json(line))));
    return bag;
}

std::string difference_of(const record_bag& expected, const record_bag& actual) {
    const std::string counts =
        std::to_string(expected.size()) + " expected, " + std::to_string(actual.size()) + " found: ";
    for (const auto& [name, here, there] :
         {std::tuple{"missing ", &expected, &actual}, std::tuple{"too many ", &actual, &expected}})
        for (const std::string& record : *here)
            if (here->count(record) != there->count(record)) return counts + name + record.substr(0, 400);
    return "";
}

std::string sample(const std::string& name) {
    return test_support::read_file(std::string(TEST_DATA_DIR) + "/github/" + name);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

const std::vector<std::string>& measure_names() {
    static const std::vector<std::string> names{"user_initiated_interaction_count",
                                                "code_generation_activity_count",
                                                "code_acceptance_activity_count",
                                                "loc_suggested_to_add_sum",
                                                "loc_suggested_to_delete_sum",
                                                "loc_added_sum",
                                                "loc_deleted_sum"};
    return names;
}

void datasets_test::SetUp() {
    sync_test::SetUp();
    datasets.clear();
    environment["GITHUB_ORG"] = "octo";
    environment["GITHUB_ENTERPRISE"] = "octo";
    environment["SYNC_BACKFILL_DAYS"] = "6";
}

void datasets_test::start_octo(simulated options) {
    options.more = with({"--org", "octo", "--enterprise", "octo"}, options.more);
    start_simulator(options);
}

status_row datasets_test::state(const std::string& dataset, const std::string& day, const std::string& scope) {
    const std::size_t slash = scope.find('/');
    return status_where("metrics_date = '" + day + "' AND scope = '" + scope.substr(0, slash) +
                        "' AND scope_identifier = '" + scope.substr(slash + 1) + "' AND dataset = '" + dataset + "'");
}

std::string datasets_test::json(const std::string& column, const std::string& path) const {
    if (!on_postgres()) return "json_extract(" + column + ", '$." + path + "')";
    std::string keys = path;
    std::replace(keys.begin(), keys.end(), '.', ',');
    return "(" + column + " #>> '{" + keys + "}')";
}

std::string datasets_test::list(const std::string& sql) {
    std::string text;
    for (const auto& row : database().query(sql)) text += (text.empty() ? "" : " ") + row[0].value_or("NULL");
    return text;
}

std::int64_t datasets_test::slices(const std::string& dataset, const std::string& status) {
    return database().number("SELECT count(*) FROM sync_status WHERE dataset = '" + dataset + "' AND status = '" +
                             status + "'");
}

record_bag datasets_test::exported(const std::string& dataset, const std::string& from, const std::string& to,
                                   const std::string& scope) {
    const outcome result = run({"export", "--format", "ndjson", "--from", from, "--to", to, "--scope", scope,
                                "--dataset", dataset, "--quiet"});
    EXPECT_EQ(result.code(), code_of_export(result)) << result.ended.err;
    return to_bag(result.ended.out);
}

std::string datasets_test::served(const std::string& report, const std::string& scope) {
    const std::string path = scope.starts_with("organization/") ? "/orgs/octo" : "/enterprises/octo";
    return test_support::download_report(simulator().api_url(), path + "/copilot/metrics/reports/" + report);
}

std::string datasets_test::put(const std::string& name, const std::string& text) {
    test_support::write_file(simulator().directory() / name, text);
    return name;
}

}  // namespace e2e
