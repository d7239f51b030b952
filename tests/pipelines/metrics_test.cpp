#include "pipelines/metrics.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "pipelines/version.hpp"

namespace pipelines {
namespace {

using schema::slice_status;

const schema::day today{2026, 11, 21};
const schema::target users{"git\"hub\\\n", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users};
const std::string labels = R"(source="git\"hub\\\n",scope="organization",scope_identifier="octo-org",dataset="users")";

/// Whether the text has this very line.
bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, NameEveryTargetWithItsDays) {
    database_metrics metrics;
    metrics.targets.push_back({{}, {{"vanished", 2}}, 9, {3, 1}});
    coverage& days = metrics.targets[0].days;
    days.target = users;
    days.final_days = 24;
    days.provisional = 4;
    days.failed = 1;
    days.lag_days = 2;
    days.last_success = schema::time_point{std::chrono::milliseconds{1'790'000'000'250}};
    metrics.drift[{users.source, users.dataset}] = 2;
    metrics.runs = {{{0, 9}, {4, 1}}, 100, 2, 3000, 50, 7};
    const std::string text = to_text(metrics);
    for (const std::string& line :
         {"copilot_sync_last_success_timestamp_seconds{" + labels + "} 1790000000.250",
          "copilot_sync_day_lag{" + labels + "} 2", "copilot_sync_day_margin{" + labels + "} 9",
          "copilot_sync_slices{" + labels + ",state=\"final\"} 24",
          "copilot_sync_slices{" + labels + ",state=\"provisional\"} 4",
          "copilot_sync_slices{" + labels + ",state=\"failed\"} 1",
          "copilot_sync_slices{" + labels + ",state=\"missing\"} 0",
          "copilot_sync_troubled_slices{" + labels + ",reason=\"vanished\"} 2",
          "copilot_sync_restatements{" + labels + ",was_final=\"false\"} 3",
          "copilot_sync_restatements{" + labels + ",was_final=\"true\"} 1",
          std::string(R"(copilot_sync_unknown_fields{source="git\"hub\\\n",dataset="users"} 2)"),
          std::string("copilot_sync_runs_total{exit_code=\"4\"} 1"), std::string("copilot_sync_rows_written_total 100"),
          std::string("copilot_sync_records_rejected_total 2"), std::string("copilot_sync_downloaded_bytes_total 3000"),
          std::string("copilot_sync_requests_total 50"), std::string("copilot_sync_retries_total 7")})
        EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
}

TEST(Metrics, WhatIsNotKnownIsAbsentNotZero) {
    database_metrics metrics;
    metrics.targets.emplace_back();
    metrics.targets[0].days.target = users;
    const std::string text = to_text(metrics);
    for (const char* name : {"copilot_sync_last_success_timestamp_seconds{", "copilot_sync_day_lag{",
                             "copilot_sync_day_margin{", "copilot_sync_troubled_slices{"})
        EXPECT_EQ(text.find(name), std::string::npos) << name;
    EXPECT_TRUE(has_line(text, "copilot_sync_restatements{" + labels + ",was_final=\"true\"} 0"))
        << "there from the first run on, so that the first change of it is seen";
}

TEST(Metrics, OfTheRunSayHowItEnded) {
    run_summary run;
    run.code = exit_code::refused;
    run.started_at = schema::time_point{std::chrono::seconds{1'790'000'000}};
    run.finished_at = run.started_at + std::chrono::milliseconds{1500};
    run.counts.slices.completed = 5;
    run.counts.requests = 12;
    const std::string text = to_text(run);
    for (const std::string& line :
         {std::string("copilot_sync_last_run_exit_code 4"), std::string("copilot_sync_last_run_duration_seconds 1.500"),
          std::string("copilot_sync_last_run_timestamp_seconds 1790000001.500"),
          std::string("copilot_sync_last_run_slices{end=\"completed\"} 5"),
          std::string("copilot_sync_last_run_requests 12"),
          std::string("copilot_sync_last_run_info{version=\"") + program_version + "\"} 1"})
        EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
}

TEST(Metrics, AnEarlierFileLosesOnlyItsRun) {
    database_metrics metrics;
    metrics.targets.emplace_back();
    metrics.targets[0].days.target = users;
    const std::string database = to_text(metrics), run = to_text(run_summary{});
    EXPECT_EQ(without_run(database + run), database);
    EXPECT_EQ(without_run(run + database), database);
    EXPECT_EQ(without_run(run), "");
    EXPECT_EQ(without_run(""), "");
    EXPECT_EQ(without_run("other 1"), "other 1") << "without a line end";
}

TEST(Metrics, EachFamilyIsDescribedOnce) {
    const std::string text = to_text(database_metrics{}) + to_text(run_summary{});
    std::map<std::string, int> seen;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("# TYPE ")) ++seen[line.substr(7, line.find(' ', 7) - 7)];
    EXPECT_GE(seen.size(), 20u);
    for (const auto& [name, count] : seen) EXPECT_EQ(count, 1) << name;
}

/// A target that has begun so many days ago, without a row.
schema::target_state begun(int days_ago, schema::dataset dataset = schema::dataset::users) {
    schema::target_state state;
    state.target = users;
    state.target.dataset = dataset;
    state.since = today - days_ago;
    return state;
}

schema::slice_state row(slice_status status) {
    schema::slice_state state;
    state.status = status;
    return state;
}

TEST(DayMargin, CountsTheDaysUntilTheOldestOpenDayIsLost) {
    // The window of 21 November 2026 begins on 21 November 2025, which is 365 days ago.
    EXPECT_EQ(day_margin(begun(10), {}, today), 355);
    EXPECT_EQ(day_margin(begun(365), {}, today), 0) << "its last day";
    EXPECT_EQ(day_margin(begun(400), {}, today), 0) << "what is older is lost already";
    EXPECT_EQ(day_margin(begun(10, schema::dataset::seats), {}, today), std::nullopt);
    EXPECT_EQ(day_margin(begun(0), {}, today), std::nullopt) << "today is not over";
}

TEST(DayMargin, FollowsTheWindowOfEachVendor) {
    config::settings settings;
    settings.sources.resize(1);
    settings.sources[0].name = "augment";
    settings.sources[0].type = config::source_type::augment;
    const vendor_history history{settings};
    schema::target_state state = begun(400);
    EXPECT_EQ(day_margin(state, history, today), 0) << "of GitHub";
    state.target.source = "augment";
    EXPECT_EQ(day_margin(state, history, today), 330) << "the window begins on 21 November 2024";
}

TEST(DayMargin, PassesOverDaysThatAreSettled) {
    auto state = begun(365);
    state.final_days = {{today - 365, today - 300}};
    state.open_days[today - 299] = row(slice_status::completed);
    state.open_days[today - 298] = row(slice_status::no_data);
    for (const slice_status open : {slice_status::failed, slice_status::pending, slice_status::in_progress}) {
        state.open_days[today - 297] = row(open);
        EXPECT_EQ(day_margin(state, {}, today), 68);
    }
    state.final_days.push_back({today - 298, today - 1});
    state.open_days.erase(today - 297);
    EXPECT_EQ(day_margin(state, {}, today), std::nullopt);
}

}  // namespace
}  // namespace pipelines
