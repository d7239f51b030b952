#include "pipelines/summary.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "json_check.hpp"
#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using namespace std::chrono_literals;

run_summary some_summary() {
    run_summary summary;
    summary.run_id = "3f2a";
    summary.code = exit_code::slices_failed;
    summary.started_at = at(today, 6h);
    summary.finished_at = at(today, 6h + 90s);
    summary.counts.slices = {28, 20, 3, 1, 2, 1, 1};
    summary.counts.rows_written = 46000;
    summary.counts.records_rejected = 2;
    summary.counts.bytes_downloaded = 123456789012;
    summary.counts.requests = 57;
    summary.counts.retries = 4;
    summary.counts.restatements = 1;
    summary.problems = {{{users_of("octo-org"), today - 3}, "server_error", "HTTP 502 from the API"}};
    return summary;
}

TEST(SummaryJson, HasExactlyTheMembersOfTheContract) {
    const json_check json(summary_json(some_summary()));
    EXPECT_EQ(json.members(""), (std::vector<std::string>{"run_id", "exit_code", "started_at", "finished_at", "slices",
                                                          "rows_written", "records_rejected", "bytes_downloaded",
                                                          "requests", "retries", "restatements", "problems"}));
    EXPECT_EQ(json.members("/slices"), (std::vector<std::string>{"planned", "completed", "unchanged", "no_data",
                                                                 "pending", "failed", "elsewhere"}));
    EXPECT_EQ(json.members("/problems/0"),
              (std::vector<std::string>{"source", "scope", "scope_identifier", "dataset", "day", "reason", "message"}));
}

TEST(SummaryJson, HoldsEveryValueInItsPlace) {
    const json_check json(summary_json(some_summary()));
    EXPECT_EQ(json.text("/run_id"), "3f2a");
    EXPECT_EQ(json.number("/exit_code"), 3);
    EXPECT_EQ(json.text("/started_at"), "2026-11-21T06:00:00.000000Z");
    EXPECT_EQ(json.text("/finished_at"), "2026-11-21T06:01:30.000000Z");
    const std::pair<const char*, std::int64_t> numbers[] = {
        {"/slices/planned", 28},  {"/slices/completed", 20},
        {"/slices/unchanged", 3}, {"/slices/no_data", 1},
        {"/slices/pending", 2},   {"/slices/failed", 1},
        {"/slices/elsewhere", 1}, {"/rows_written", 46000},
        {"/records_rejected", 2}, {"/bytes_downloaded", 123456789012},
        {"/requests", 57},        {"/retries", 4},
        {"/restatements", 1}};
    for (const auto& [pointer, number] : numbers) EXPECT_EQ(json.number(pointer), number) << pointer;
    EXPECT_EQ(json.text("/problems/0/source"), "github");
    EXPECT_EQ(json.text("/problems/0/scope"), "organization");
    EXPECT_EQ(json.text("/problems/0/scope_identifier"), "octo-org");
    EXPECT_EQ(json.text("/problems/0/dataset"), "users");
    EXPECT_EQ(json.text("/problems/0/day"), "2026-11-18");
    EXPECT_EQ(json.text("/problems/0/reason"), "server_error");
    EXPECT_EQ(json.text("/problems/0/message"), "HTTP 502 from the API");
}

TEST(SummaryJson, OfARunWithoutProblemsHasAnEmptyList) {
    auto summary = some_summary();
    summary.problems.clear();
    const json_check json(summary_json(summary));
    simdjson::dom::array problems;
    ASSERT_EQ(json.root()["problems"].get(problems), simdjson::SUCCESS);
    EXPECT_EQ(problems.size(), 0u);
}

TEST(SummaryJson, IsOneLineThatIsValidWhateverAMessageHolds) {
    auto summary = some_summary();
    const std::string hostile("quote \" backslash \\ newline \n nul \0 bell \a latin \xe9 {} {0} emoji 🦀", 66);
    summary.problems[0].message = hostile;
    summary.problems[0].reason = "\"},{";
    summary.problems[0].slice.target.source = "my \"source\"\\";
    summary.problems.push_back(summary.problems[0]);
    const std::string text = summary_json(summary);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_EQ(text.back(), '\n');
    const json_check json(text);
    EXPECT_EQ(json.text("/problems/1/source"), "my \"source\"\\");
    EXPECT_EQ(json.text("/problems/1/reason"), "\"},{");
    EXPECT_NE(json.text("/problems/0/message").find("newline \n nul"), std::string::npos);
}

TEST(SummaryJson, TellsEveryExitCode) {
    for (const auto code : {exit_code::complete, exit_code::refused, exit_code::deadline, exit_code::terminated}) {
        auto summary = some_summary();
        summary.code = code;
        EXPECT_EQ(json_check(summary_json(summary)).number("/exit_code"), static_cast<int>(code));
    }
}

TEST(SummaryText, JoinsDaysWithOneCauseAndEndsWithTheCode) {
    auto summary = some_summary();
    for (const int back : {2, 1}) {
        summary.problems.push_back(summary.problems[0]);
        summary.problems.back().slice.day = today - back;
    }
    const std::string text = summary_text(summary);
    EXPECT_NE(text.find("3 days, 2026-11-18 to 2026-11-20"), std::string::npos) << text;
    EXPECT_NE(text.find("exit 3: "), std::string::npos) << text;
    EXPECT_NE(text.find("90.0 s"), std::string::npos) << text;
}

TEST(SummaryText, DoesNotCallARunCompleteWithoutNamingLostSnapshots) {
    auto summary = some_summary();
    summary.code = exit_code::complete;
    EXPECT_EQ(summary_text(summary).find("snapshots that nobody took"), std::string::npos);
    summary.problems[0].reason = "missed_snapshot";
    EXPECT_NE(summary_text(summary).find(", but for 1 snapshots that nobody took"), std::string::npos)
        << summary_text(summary);
}

TEST(WriteSummary, LeavesTheWholeFileAndNothingBesideIt) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(::testing::TempDir()) / ("summary-" + std::to_string(::getpid()));
    write_summary((folder / "deep" / "summary.json").string(), some_summary());
    std::ostringstream text;
    text << std::ifstream(folder / "deep" / "summary.json").rdbuf();
    EXPECT_EQ(text.str(), summary_json(some_summary()));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep"), fs::directory_iterator{}), 1);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace pipelines::testing
