#include "tests/faults/fault.hpp"

#include <algorithm>
#include <cstdlib>

namespace faults {

namespace {

/// Tables whose rows belong to a day and say what the vendor reported.
const std::vector<std::string> data_tables{"copilot_user_metrics_daily", "copilot_user_breakdown_daily"};

std::vector<std::string> rows_of_day(const test_support::table_dump& tables, const std::string& table,
                                     const std::string& day) {
    std::vector<std::string> rows;
    const auto found = tables.find(table);
    if (found == tables.end()) return rows;
    for (const std::string& row : found->second)
        if (row.find("metrics_date=" + day + " ") != row.npos) rows.push_back(row);
    return rows;
}

std::string first_words(const std::string& text, std::size_t size) {
    return text.size() <= size ? text : text.substr(0, size) + "...";
}

/// `SYNC_FAULT=stall` plays only the rows whose name has that in it.
bool wanted(const std::string& name) {
    const char* const part = std::getenv("SYNC_FAULT");
    return part == nullptr || name.find(part) != name.npos;
}

}  // namespace

std::string told(const e2e::status_row& day, const outcome& result) {
    if (!day.reason.empty()) return day.status + ", " + day.reason + ": " + first_words(day.message, 150);
    const std::string& err = result.ended.err;
    if (day.status != "completed") {  // not reached, or rolled back: the run itself says why
        for (const std::string sign : {"Z error ", "copilot-metrics-sync: ", "Z warning exit "})
            if (const std::size_t at = err.find(sign); at != err.npos)
                return first_words(err.substr(at + sign.size(), err.find('\n', at) - at - sign.size()), 150);
        return "the day: " + day.status;
    }
    long long again = result.summary.type == e2e::json_value::kind::object ? result.count("retries") : 0;
    for (std::size_t at = err.find("trying again"); at != err.npos; at = err.find("trying again", at + 1)) ++again;
    return "loaded" + (again == 0 ? std::string{} : " after " + std::to_string(again) + " more attempts");
}

void fault_test::SetUp() {
    sync_test::SetUp();
    environment["SYNC_CONCURRENCY"] = "3";
}

std::vector<logged_request> fault_test::asked(const std::string& host) const {
    std::vector<logged_request> found = seen_;
    std::erase_if(found, [&](const logged_request& r) { return r.host != host || r.day != hit_day(); });
    return found;
}

/// Rules that count requests go on counting wherever the same text comes again: a delay of so many milliseconds makes
/// each row's text its own.
std::vector<std::string> fault_test::placed(std::vector<std::string> rules) {
    ++rows_played_;
    for (std::string& rule : rules) {
        for (std::size_t at = rule.find("DAY"); at != rule.npos; at = rule.find("DAY")) rule.replace(at, 3, hit_day());
        if (rule.find(" times=") != rule.npos || rule.find(" nth=") != rule.npos)
            rule += " latency_ms=" + std::to_string(rows_played_);
    }
    return rules;
}

test_support::process fault_test::start_backfill(const arguments& options) {
    return start(with({"backfill", "--as-of", day(0), "--from", day(6), "--to", day(3), "--summary",
                       (directory / "company.json").string()},
                      options));
}

outcome fault_test::finish_backfill(test_support::process& running) {
    outcome result = finish(running);
    const std::string text = test_support::read_file(directory / "company.json");
    if (!text.empty()) result.summary = e2e::parse_json(text);
    return result;
}

const test_support::table_dump& fault_test::undisturbed(const std::vector<std::string>& rules) {
    const auto known = undisturbed_.find(rules);
    if (known != undisturbed_.end()) return known->second;
    use_new_database();
    set_script(rules);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(backfill(6, 3).code(), 0);
    EXPECT_EQ(days_with_status("completed"), 4);
    return undisturbed_[rules] = dump_tables(database());
}

std::string fault_test::torn_days(const test_support::table_dump& expected, const test_support::table_dump& actual,
                                  lost missing) const {
    std::string text;
    for (const std::string& table : data_tables)
        for (int ago = 3; ago <= 6; ++ago) {
            const std::string date = day(ago);
            const auto wanted_rows = rows_of_day(expected, table, date), rows = rows_of_day(actual, table, date);
            const bool must_miss = missing == lost::hit_day && date == hit_day();
            const bool may_miss = must_miss || missing == lost::some_days;
            const bool right = rows.empty() ? may_miss : !must_miss && rows == wanted_rows;
            if (!right)
                text += table + " of " + date + ": " + std::to_string(rows.size()) + " rows, undisturbed " +
                        std::to_string(wanted_rows.size()) + "\n";
        }
    return text;
}

std::string fault_test::repaired(const std::vector<std::string>& rules, bool same_content) {
    set_script(rules);
    for (int i = 0; i < 2; ++i) {
        const outcome later = backfill(6, 3);
        if (later.code() != 0)
            return "the next run ended with " + std::to_string(later.code()) + ": " + later.ended.err;
    }
    auto expected = undisturbed(rules), actual = dump_tables(database());
    if (!same_content)
        for (auto* tables : {&expected, &actual}) tables->erase("sync_status");
    return difference(expected, actual);
}

void fault_test::play(const fault& row) {
    if (!wanted(row.name)) return;
    SCOPED_TRACE(row.name);
    const bool failed_before = HasFailure();
    const auto always = placed(row.always);
    const test_support::table_dump expected = undisturbed(always);
    const auto kept = use_new_database();
    const auto usual = environment;
    EXPECT_EQ(run({"migrate"}).code(), 0);
    auto rules = always;
    for (const std::string& rule : placed(row.rules)) rules.push_back(rule);
    set_script(rules);
    simulator().forget_requests();
    if (row.begin) row.begin(*this);
    const outcome result = run_with ? run_with(*this, row.options) : backfill_days(row.options);
    seen_ = simulator().requests();
    if (row.mend) row.mend(*this);
    const e2e::status_row state = status(hit_day());
    lost missing = row.missing;
    if (row.exit_code == any_honest_code) {
        missing = result.code() == 0 ? lost::nothing : lost::some_days;
    } else {
        EXPECT_EQ(result.code(), row.exit_code) << result.ended.err;
        if (row.or_reason.empty() || state.reason != row.or_reason) {
            EXPECT_EQ(state.reason, row.reason) << result.ended.err;
        }
    }
    if (row.check) row.check(*this, result);
    const std::string torn = torn_days(expected, dump_tables(database()), missing);
    EXPECT_EQ(torn, "");
    environment = usual;
    launched_by.clear();
    const std::string left = repaired(always, row.same_content);
    EXPECT_EQ(left, "");
    const bool no_secret = expect_no_secret();
    said.clear();
    run_with = {};
    test_support::write_result(
        {row.name, GetParam(), told(state, result), result.code(), torn.empty() && left.empty()});
    if (HasFailure() && !failed_before) std::cout << "first failure: " << row.name << std::endl;
    EXPECT_TRUE(no_secret);
}

void fault_test::play_all(const std::vector<fault>& rows) {
    for (const fault& row : rows) play(row);
}

}  // namespace faults
