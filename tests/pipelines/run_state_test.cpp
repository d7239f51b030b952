#include "pipelines/run_state.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using connectors::failure_extent;
using connectors::fetch_result;

planned_slice work(int days_ago, const schema::target& target = users_of("octo-org")) {
    return {{target, today - days_ago}, due_reason::missing, std::nullopt};
}

slice_report ended(slice_end end, fetch_result result = fetch_result::report) {
    slice_report report;
    report.end = end;
    report.fetch.result = result;
    return report;
}

slice_report failed_with(failure_extent extent, bool server_error = false) {
    auto report = ended(slice_end::failed, fetch_result::failed);
    report.fetch.extent = extent;
    report.fetch.server_error = server_error;
    return report;
}

std::int64_t sum_of(const sinks::run_counts& counts) {
    const auto& s = counts.slices;
    return s.completed + s.unchanged + s.no_data + s.pending + s.failed + s.elsewhere;
}

TEST(RunState, CountsEachEndOnceAndAddsUpToPlanned) {
    run_state state{9};
    EXPECT_EQ(sum_of(state.counts()), 9);
    EXPECT_EQ(state.counts().slices.pending, 9);
    for (const auto end : {slice_end::completed, slice_end::completed, slice_end::unchanged, slice_end::no_data,
                           slice_end::pending, slice_end::failed, slice_end::elsewhere})
        state.record(work(1), ended(end));
    const auto counts = state.counts();
    EXPECT_EQ(counts.slices.planned, 9);
    EXPECT_EQ(counts.slices.completed, 2);
    EXPECT_EQ(counts.slices.unchanged, 1);
    EXPECT_EQ(counts.slices.no_data, 1);
    EXPECT_EQ(counts.slices.failed, 1);
    EXPECT_EQ(counts.slices.elsewhere, 1);
    EXPECT_EQ(counts.slices.pending, 3) << "one that is not published, two that were not reached";
    EXPECT_EQ(sum_of(counts), 9);
}

TEST(RunState, AddsUpRowsBytesAndRequests) {
    run_state state{2};
    auto report = ended(slice_end::completed);
    report.rows_written = 10;
    report.records_rejected = 2;
    report.restated = true;
    report.fetch.bytes_downloaded = 1000;
    report.fetch.requests = 3;
    report.fetch.retries = 1;
    state.record(work(1), report);
    state.record(work(2), report);
    connectors::fetch_outcome probe;
    probe.requests = 1;
    probe.retries = 2;
    probe.bytes_downloaded = 50;
    state.record_requests(probe);
    const auto counts = state.counts();
    EXPECT_EQ(counts.rows_written, 20);
    EXPECT_EQ(counts.records_rejected, 4);
    EXPECT_EQ(counts.restatements, 2);
    EXPECT_EQ(counts.bytes_downloaded, 2050);
    EXPECT_EQ(counts.requests, 7);
    EXPECT_EQ(counts.retries, 4);
}

TEST(RunState, GivesASourceUpAfterThreeServerErrorsInARow) {
    run_state state{9};
    for (int i = 1; i <= 3; ++i) {
        EXPECT_TRUE(state.worth_asking(users_of("octo-org"))) << i;
        state.record(work(i), failed_with(failure_extent::slice, true));
    }
    EXPECT_FALSE(state.worth_asking(users_of("octo-org")));
    EXPECT_FALSE(state.worth_asking(users_of("another-scope")));
    EXPECT_TRUE(state.worth_asking(users_of("octo-org", "another-source")));
    EXPECT_EQ(state.sources_given_up(), std::set<std::string>{"github"});
}

TEST(RunState, StartsCountingServerErrorsAgainAfterAnythingElse) {
    run_state state{9};
    for (const auto end : {slice_end::completed, slice_end::no_data, slice_end::unchanged}) {
        state.record(work(1), failed_with(failure_extent::slice, true));
        state.record(work(2), failed_with(failure_extent::slice, true));
        state.record(work(3), ended(end));
    }
    EXPECT_TRUE(state.worth_asking(users_of("octo-org")));
    EXPECT_TRUE(state.sources_given_up().empty());
}

TEST(RunState, CountsServerErrorsPerSource) {
    run_state state{9};
    for (const char* source : {"one", "two", "one", "two"})
        state.record(work(1, users_of("octo-org", source)), failed_with(failure_extent::slice, true));
    EXPECT_TRUE(state.worth_asking(users_of("octo-org", "one")));
    state.record(work(1, users_of("octo-org", "one")), failed_with(failure_extent::slice, true));
    EXPECT_FALSE(state.worth_asking(users_of("octo-org", "one")));
    EXPECT_TRUE(state.worth_asking(users_of("octo-org", "two")));
}

TEST(RunState, LeavesTheSourceAloneForAFailureOfTheSliceOnly) {
    run_state state{9};
    for (int i = 0; i < 5; ++i) state.record(work(i), failed_with(failure_extent::slice));
    EXPECT_TRUE(state.worth_asking(users_of("octo-org")));
}

TEST(RunState, EndsTheSourceWithItsCredentialAndWhenItIsOutOfReach) {
    for (const auto extent : {failure_extent::credential, failure_extent::source}) {
        run_state state{9};
        state.record(work(1), failed_with(extent));
        EXPECT_FALSE(state.worth_asking(users_of("octo-org")));
        EXPECT_FALSE(state.worth_asking(users_of("other")));
        EXPECT_TRUE(state.worth_asking(users_of("octo-org", "augment")));
        EXPECT_EQ(state.sources_given_up(), std::set<std::string>{"github"});
    }
}

TEST(RunState, EndsScopeAndDatasetOnlyWhereTheseAreRefused) {
    run_state state{9};
    state.record(work(1), failed_with(failure_extent::scope_dataset));
    auto totals = users_of("octo-org");
    totals.dataset = schema::dataset::totals;
    EXPECT_FALSE(state.worth_asking(users_of("octo-org")));
    EXPECT_TRUE(state.worth_asking(totals));
    EXPECT_TRUE(state.worth_asking(users_of("second")));
    EXPECT_TRUE(state.worth_asking(users_of("octo-org", "github", schema::scope_kind::enterprise)));
    EXPECT_TRUE(state.sources_given_up().empty());
}

TEST(RunState, LooksAtTheExtentOfFailuresOnly) {
    run_state state{9};
    auto report = ended(slice_end::completed);
    report.fetch.extent = failure_extent::source;
    state.record(work(1), report);
    EXPECT_TRUE(state.worth_asking(users_of("octo-org")));
}

TEST(RunState, KnowsWhichSourcesAnswered) {
    run_state state{9};
    state.record(work(1, users_of("a", "with-report")), ended(slice_end::completed, fetch_result::report));
    state.record(work(1, users_of("a", "without-data")), ended(slice_end::no_data, fetch_result::no_data));
    state.record(work(1, users_of("a", "dead")), failed_with(failure_extent::source));
    state.record(work(1, users_of("a", "done-by-others")), ended(slice_end::elsewhere, fetch_result::failed));
    EXPECT_EQ(state.sources_read(), (std::set<std::string>{"with-report", "without-data"}));
}

TEST(RunState, FindsScopesWhoseEveryEnvelopeWasNotFound) {
    const auto not_found = [] {
        auto report = ended(slice_end::no_data, fetch_result::no_data);
        report.fetch.not_found_answer = true;
        return report;
    };
    run_state state{9};
    state.record(work(1, users_of("gone")), not_found());
    state.record(work(2, users_of("gone")), not_found());
    state.record(work(1, users_of("partly")), not_found());
    state.record(work(2, users_of("partly")), ended(slice_end::completed));
    state.record(work(1, users_of("fine")), ended(slice_end::completed));
    state.record(work(3, users_of("gone")), ended(slice_end::elsewhere));  // says nothing of what the vendor answers us
    const auto scopes = state.answered_only_not_found();
    ASSERT_EQ(scopes.size(), 1u);
    EXPECT_EQ(scopes.begin()->first, users_of("gone"));
    EXPECT_EQ(scopes.begin()->second.size(), 2u);
}

TEST(RunState, AddsUpWhatManyWorkersRecordAtOnce) {
    constexpr int workers = 8, each = 200;
    run_state state{workers * each};
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker)
        threads.emplace_back([&state, worker] {
            const auto target = users_of("org-" + std::to_string(worker));
            auto report = ended(worker % 2 == 0 ? slice_end::completed : slice_end::unchanged);
            report.rows_written = 3;
            for (int i = 0; i < each; ++i) {
                if (!state.worth_asking(target)) return;
                state.record(work(i, target), report);
                EXPECT_EQ(sum_of(state.counts()), workers * each);
                (void)state.sources_given_up();
                (void)state.answered_only_not_found();
            }
        });
    for (auto& thread : threads) thread.join();
    const auto counts = state.counts();
    EXPECT_EQ(counts.slices.completed, workers / 2 * each);
    EXPECT_EQ(counts.slices.unchanged, workers / 2 * each);
    EXPECT_EQ(counts.slices.pending, 0);
    EXPECT_EQ(counts.rows_written, 3 * workers * each);
}

}  // namespace
}  // namespace pipelines::testing
