// Fifty organizations, four weeks, every dataset, one run: all of it is loaded, in a fair order, in constant memory.

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

constexpr int organizations = 50;
constexpr int days = 28;
/// Workers take slices from one queue; what they ask next may overtake what they asked before by so many calls.
constexpr std::ptrdiff_t overtaken_max = 16;
constexpr std::size_t bytes_max = std::size_t{64} << 20;

class Scopes : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        datasets = {};
        arguments known;
        std::string slugs;
        for (int i = 0; i < organizations; ++i) {
            const std::string slug = "octo-" + std::to_string(100 + i);
            known = with(known, {"--org", slug});
            slugs += (slugs.empty() ? "" : ",") + slug;
        }
        environment["GITHUB_ORG"] = slugs;
        start_simulator({.users = 8, .more = known});
    }

    /// The daily reports in the order in which they were asked for.
    std::vector<test_support::logged_request> daily_calls() {
        auto calls = simulator().requests();
        std::erase_if(calls, [](const auto& call) { return call.host != "api" || !call.report.ends_with("-1-day"); });
        return calls;
    }

    /// Newest day first: each call is about where it would be in a run of a single worker.
    void expect_newest_first(const std::vector<test_support::logged_request>& calls) {
        std::vector<std::string> sorted;
        for (const auto& call : calls) sorted.push_back(call.day);
        std::sort(sorted.rbegin(), sorted.rend());
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), calls[i].day, std::greater<>{});
            const auto place = static_cast<std::ptrdiff_t>(i);
            EXPECT_GE(place, first - sorted.begin() - overtaken_max) << calls[i].scope << " " << calls[i].day;
            EXPECT_LT(place, last - sorted.begin() + overtaken_max) << calls[i].scope << " " << calls[i].day;
        }
    }

    /// Fair: whenever one organization is a day ahead, all others have had theirs, but for what is under way.
    void expect_fair(const std::vector<test_support::logged_request>& calls) {
        std::map<std::string, int> asked;
        for (const auto& call : calls) asked[call.scope] = 0;
        EXPECT_EQ(asked.size(), static_cast<std::size_t>(organizations));
        int most = 0;
        for (const auto& call : calls) {
            most = std::max(most, ++asked[call.scope]);
            int behind = 0;  // organizations that wait for a day that another one has finished
            for (const auto& [scope, count] : asked) behind += count <= most - 8;  // two days of four datasets
            ASSERT_LE(behind, overtaken_max) << call.scope << " " << call.day;
        }
    }
};

TEST_P(Scopes, AreAllLoadedInOneRun) {
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err.substr(0, 4000);
    const std::int64_t slices = organizations * (days * 4 + 2);  // and one of seats, one of engagement
    EXPECT_EQ(result.slices("planned"), slices);
    EXPECT_EQ(result.slices("completed"), slices);
    EXPECT_EQ(days_with_status("completed"), slices);
    EXPECT_EQ(rows("sync_status"), slices);
    EXPECT_EQ(result.count("retries"), 0);
    for (const char* dataset : {"users", "totals", "user_teams", "repos"})
        EXPECT_EQ(
            database().number("SELECT count(*) FROM (SELECT DISTINCT scope_identifier, metrics_date FROM sync_status "
                              "WHERE rows_written > 0 AND dataset = '" +
                              std::string(dataset) + "') AS loaded"),
            organizations * days)
            << dataset;
    for (const char* table : {"copilot_metrics_daily", "copilot_user_metrics_daily", "copilot_user_teams",
                              "copilot_repo_metrics_daily", "copilot_engagement_28d", "copilot_seats"})
        EXPECT_EQ(database().number("SELECT count(DISTINCT scope_identifier) FROM " + std::string(table)),
                  organizations)
            << table;

    std::cout << slices << " slices in " << static_cast<double>(result.ended.took.count()) / 1000 << " s, peak "
              << static_cast<double>(result.ended.peak_bytes) / 1024 / 1024 << " MiB" << std::endl;
    // A program that counts its lines is neither optimised nor small.
    if (!std::getenv("SYNC_TEST_COVERAGE")) {
        EXPECT_LT(result.ended.peak_bytes, bytes_max);
    }

    const auto calls = daily_calls();
    EXPECT_EQ(static_cast<std::int64_t>(calls.size()), organizations * days * 4) << "each is asked for once";
    std::set<std::string> before_the_first_day;
    for (const auto& request : simulator().requests()) {
        if (request.report.ends_with("-1-day") && request.host == "api") break;
        if (request.host == "api") before_the_first_day.insert(request.scope + " " + request.report);
    }
    EXPECT_GE(before_the_first_day.size(), std::size_t{2 * organizations - 4})
        << "snapshots go first: they cannot wait";
    expect_newest_first(calls);
    expect_fair(calls);

    simulator().forget_requests();
    const outcome again = sync();
    EXPECT_EQ(again.code(), 0) << again.ended.err.substr(0, 4000);
    EXPECT_EQ(again.slices("planned"), organizations * (4 * 4 + 1)) << "four days are provisional, and today's seats";
    EXPECT_EQ(again.slices("unchanged"), again.slices("planned"));
}

ON_BOTH_ENGINES(Scopes);

}  // namespace
