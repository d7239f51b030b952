// Decoding reuses its buffers: once they have their size, a record costs no allocation. Counted by replacing operator
// new.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "pipelines/report_load.hpp"
#include "tests/bench/null_session.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/transforms/padded.hpp"
#include "transforms/content_digest.hpp"
#include "transforms/engagement_decoder.hpp"
#include "transforms/repos_decoder.hpp"
#include "transforms/seats_decoder.hpp"
#include "transforms/totals_decoder.hpp"
#include "transforms/user_teams_decoder.hpp"
#include "transforms/users_decoder.hpp"

namespace {

std::atomic<std::size_t> allocations = 0;

void* allocate(std::size_t bytes) {
    ++allocations;
    if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc{};
}

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes); }
void* operator new[](std::size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace bench {
namespace {

using transforms_test::padded;

template <typename Work>
std::size_t allocations_of(Work&& work) {
    const std::size_t before = allocations;
    work();
    return allocations - before;
}

/// The records of a sample of GitHub's documentation.
std::vector<padded> sample(const std::string& name) {
    std::ifstream file(TEST_DATA_DIR "/github/" + name);
    std::vector<padded> records;
    for (std::string line; std::getline(file, line);) records.emplace_back(line);
    return records;
}

/// Decodes all records again and again; the buffers have their size after the first time.
template <typename Decoder>
void expect_no_allocation(const std::string& name) {
    const std::vector<padded> records = sample(name);
    ASSERT_GT(records.size(), 0u) << name;
    Decoder decoder{std::nullopt};
    std::size_t good = 0;
    const auto decode_all = [&] {
        for (const padded& record : records) good += decoder.decode(record.view()) ? 1 : 0;
    };
    decode_all();
    ASSERT_EQ(good, records.size()) << name << ": " << decoder.error().message;
    EXPECT_EQ(allocations_of([&] {
                  for (int time = 0; time < 10; ++time) decode_all();
              }),
              0u)
        << name;
}

TEST(Allocations, AreCounted) {
    EXPECT_EQ(allocations_of([] { delete new int; }), 1u);
    EXPECT_EQ(allocations_of([] { std::vector<int>(100).clear(); }), 1u);
}

TEST(Allocations, AreNoneForAnotherRecordOfAnyDataset) {
    expect_no_allocation<transforms::users_decoder>("users-1-day.organization.ndjson");
    expect_no_allocation<transforms::users_decoder>("users-1-day.enterprise.ndjson");
    expect_no_allocation<transforms::users_decoder>("users-28-day.organization.ndjson");
    expect_no_allocation<transforms::totals_decoder>("organization-1-day.ndjson");
    expect_no_allocation<transforms::totals_decoder>("enterprise-1-day.ndjson");
    expect_no_allocation<transforms::user_teams_decoder>("user-teams-1-day.organization.ndjson");
    expect_no_allocation<transforms::repos_decoder>("repos-1-day.ndjson");
    expect_no_allocation<transforms::seats_decoder>("seats.ndjson");
    expect_no_allocation<transforms::engagement_decoder>("organization-28-day.ndjson");
}

/// A users report of so many people with a small breakdown each.
std::string report_of(int people) {
    std::ostringstream report;
    for (int person = 0; person < people; ++person)
        report << R"({"day":"2026-11-18","user_id":)" << 1'000'000 + person << R"(,"user_login":"someone)" << person
               << R"(_octo","code_generation_activity_count":5,"used_agent":true,"totals_by_ide":[{"ide":"vscode",)"
               << R"("code_generation_activity_count":5}],"totals_by_feature":[{"feature":"code_completion",)"
               << R"("code_generation_activity_count":2},{"feature":"chat_panel_ask_mode",)"
               << R"("code_generation_activity_count":3}],"ai_credits_used":1.25})"
               << "\n";
    return report.str();
}

/// From the spool to encoded rows, as a sync does it.
std::size_t allocations_of_loading(int people) {
    const test_support::temp_directory directory;
    connectors::spool spool{directory.path()};
    pipelines::report_body body{spool};
    body.begin_part(0);
    body.write(report_of(people));
    body.end_part();
    const schema::slice slice{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                              schema::day{2026, 11, 18}};
    return allocations_of([&] {
        null_session session;
        const auto result = pipelines::load_report(session, slice, body, {});
        EXPECT_EQ(result.records, people);
        EXPECT_TRUE(result.accepted);
    });
}

TEST(Allocations, OfAWholeLoadDoNotGrowWithItsRecords) {
    const std::size_t small = allocations_of_loading(10'000), large = allocations_of_loading(40'000);
    // What grows is the filter of keys: each of its 256 segments a few times, on the way to four times as many keys.
    EXPECT_LE(large - small, 256u * 5) << small << " and " << large;
}

}  // namespace
}  // namespace bench
