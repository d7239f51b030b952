#include "transforms/repos_decoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report_support.hpp"

namespace {

using transforms::drift_entry;
using transforms::repos_decoder;

using decoded = transforms_test::decoded_by<repos_decoder>;

std::string repo_with(const std::string& members) { return R"({"day":"2026-11-18","repo_id":7)" + members + "}"; }

TEST(ReposDecoder, FillsTheColumns) {
    std::string counts;
    for (std::size_t i = 0; i < schema::pull_request_count_columns.size(); ++i) {
        counts += "\"" + std::string(schema::pull_request_count_columns[i]) + "\":" + std::to_string(i) + ",";
    }
    const decoded got(
        repo_with(R"(,"enterprise_id":"","organization_id":"9","repo_owner_name":"octo","repo_name":"web",)"
                  R"("repo_visibility":"PRIVATE","pull_requests":{)" +
                  counts + R"("median_minutes_to_merge":1067.70,"median_minutes_to_merge_copilot_authored":null,)" +
                  R"("median_minutes_to_merge_copilot_reviewed":5,"copilot_suggestions_by_comment_type":[]},)" +
                  R"("pull_request_review_times":[])"));
    const schema::repo_row& row = got.row();
    EXPECT_EQ(row.repo_id, "7");
    EXPECT_EQ(row.enterprise_id, "");
    EXPECT_EQ(row.organization_id, "9");
    EXPECT_EQ(row.repo_owner_name, "octo");
    EXPECT_EQ(row.repo_name, "web");
    EXPECT_EQ(row.repo_visibility, "PRIVATE");
    for (std::size_t i = 0; i < row.pull_request_counts.size(); ++i) {
        EXPECT_EQ(row.pull_request_counts[i], static_cast<std::int64_t>(i)) << schema::pull_request_count_columns[i];
    }
    EXPECT_EQ(row.pull_request_medians[0], "1067.70");
    EXPECT_EQ(row.pull_request_medians[1], std::nullopt);
    EXPECT_EQ(row.pull_request_medians[2], "5");
    EXPECT_EQ(row.metrics_data, got.bytes.view());
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(ReposDecoder, TakesARecordWithoutPullRequests) {
    for (const char* members :
         {"", R"(,"pull_requests":null)", R"(,"pull_requests":{},"pull_request_review_times":null)"}) {
        const decoded got(repo_with(members));
        for (const auto& count : got.row().pull_request_counts) EXPECT_EQ(count, std::nullopt);
        for (const auto& median : got.row().pull_request_medians) EXPECT_EQ(median, std::nullopt);
        EXPECT_EQ(got.row().metrics_data, repo_with(members));
        EXPECT_TRUE(got.decoder.drift().empty());
    }
}

TEST(ReposDecoder, TellsNullAbsentAndZeroApart) {
    const decoded got(repo_with(R"(,"pull_requests":{"total_created":0,"total_reviewed":null},"repo_name":null)"));
    EXPECT_EQ(got.row().pull_request_counts[0], 0);
    EXPECT_EQ(got.row().pull_request_counts[1], std::nullopt);
    EXPECT_EQ(got.row().pull_request_counts[2], std::nullopt);
    EXPECT_EQ(got.row().repo_name, std::nullopt);
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
}

TEST(ReposDecoder, TakesIdsOfBothTypes) {
    EXPECT_EQ(decoded(R"({"day":"2026-11-18","repo_id":"42","enterprise_id":1})").row().repo_id, "42");
    const decoded got(R"({"day":"2026-11-18","repo_id":1093822041,"enterprise_id":24601,"organization_id":9})");
    EXPECT_EQ(got.row().repo_id, "1093822041");
    EXPECT_EQ(got.row().enterprise_id, "24601");
    EXPECT_EQ(got.row().organization_id, "9");
    EXPECT_TRUE(got.decoder.drift().empty());
    EXPECT_EQ(decoded(repo_with(R"(,"enterprise_id":null)")).row().enterprise_id, std::nullopt);
}

TEST(ReposDecoder, CountsWhatIsNotDocumented) {
    const decoded got(repo_with(
        R"(,"language":"c","pull_requests":{"total_closed":1,"copilot_suggestions_by_comment_type":[{"new":1}]},)"
        R"("pull_request_review_times":[{"authored_by":"human","reviewed_by":1,"p99":1.5}])"));
    EXPECT_EQ(got.decoder.drift().entries(),
              (std::vector<drift_entry>{{"language", "string", 1},
                                        {"pull_request_review_times[].p99", "number", 1},
                                        {"pull_request_review_times[].reviewed_by", "integer", 1},
                                        {"pull_requests.copilot_suggestions_by_comment_type[].new", "integer", 1},
                                        {"pull_requests.total_closed", "integer", 1}}));
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
}

}  // namespace
