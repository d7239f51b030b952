// The ways in which GitHub says that a day has no report, and the ways in which it refuses.

#include <algorithm>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class NoData : public sync_test {
protected:
    /// Each of these organizations speaks another dialect of "no data".
    const std::map<std::string, std::string> dialects{
        {"answers-404", "on=api status=404"},
        {"answers-204", "on=api answer=no_content"},
        {"empty-links", "on=api answer=empty_links"},
        {"empty-string", "on=api answer=empty_string"},
        {"says-not-ready", "on=api answer=not_ready_string"},
        {"empty-file", "raw_file=empty.ndjson"},
        {"empty-body", "on=blob empty_body=1"},
        {"all-parts-404", "missing_parts=2"},
    };

    void start_with_dialects() {
        arguments organizations;
        std::string list;
        for (const auto& [name, rule] : dialects) {
            organizations = with(organizations, {"--org", name});
            list += (list.empty() ? "" : ",") + name;
        }
        environment["GITHUB_ORG"] = list;
        environment["SYNC_BACKFILL_DAYS"] = "6";
        start_simulator({.users = 5, .shards = 2, .more = organizations});
        test_support::write_file(simulator().directory() / "empty.ndjson", "");
    }
    void speak_dialects() {
        std::vector<std::string> rules;
        for (const auto& [name, rule] : dialects)
            rules.push_back("report=users-1-day scope=organization/" + name + " " + rule);
        set_script(rules);
    }
};

TEST_P(NoData, IsPendingWhileTheDayIsYoungAndNoDataLater) {
    start_with_dialects();
    speak_dialects();
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    const int scopes = static_cast<int>(dialects.size());
    EXPECT_EQ(result.slices("pending"), 4 * scopes);
    EXPECT_EQ(result.slices("no_data"), 2 * scopes);
    EXPECT_EQ(rows("copilot_user_metrics_daily"), 0);
    for (const auto& [name, rule] : dialects) {
        for (int ago = 1; ago <= 6; ++ago) {
            EXPECT_EQ(status(day(ago), name).status, ago <= 4 ? "pending" : "no_data") << name << " " << ago;
            EXPECT_EQ(status(day(ago), name).reason, "not_published") << name << " " << ago;
            EXPECT_FALSE(status(day(ago), name).is_final) << name << " " << ago;
        }
    }
    set_script({});
    EXPECT_EQ(sync().code(), 0);
    EXPECT_EQ(days_with_status("completed"), 6 * scopes) << "published at last";
}

TEST_P(NoData, NeverDeletesWhatIsLoaded) {
    start_with_dialects();
    ASSERT_EQ(sync().code(), 0);
    auto before = dump_tables(database());
    speak_dialects();
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("no_data"), 4 * static_cast<long long>(dialects.size()));
    for (const auto& [name, rule] : dialects) {
        EXPECT_EQ(status(day(1), name).status, "completed") << name;
        EXPECT_EQ(status(day(1), name).reason, "vanished") << name;
    }
    auto now = dump_tables(database());
    now.erase("sync_status");
    before.erase("sync_status");
    EXPECT_EQ(difference(before, now), "");
}

TEST_P(NoData, StopsBeingAskedForAfterFourWeeks) {
    start_simulator();
    const std::string quiet = "2026-11-15";
    set_script({"day=" + quiet + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    ASSERT_EQ(status(quiet).status, "no_data");
    for (const auto& [today, asked] : {std::pair{"2026-12-13", true}, std::pair{"2026-12-14", false}}) {
        set_today(today);
        start_simulator();
        set_script({"day=" + quiet + " published=no"});
        EXPECT_EQ(sync().code(), 0);
        const auto calls = simulator().envelopes();
        EXPECT_EQ(std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.day == quiet; }), asked)
            << today;
    }
    EXPECT_EQ(status(quiet).status, "no_data");
}

ON_BOTH_ENGINES(NoData);

class Refusals : public sync_test {};

TEST_P(Refusals, AnUnknownScopeIsNotFound) {
    start_simulator();
    environment["GITHUB_ORG"] = "octo-orgg";
    environment["SYNC_BACKFILL_DAYS"] = "6";
    for (int run = 0; run < 2; ++run) {
        const outcome result = sync();
        EXPECT_EQ(result.code(), 4) << result.ended.err;
        EXPECT_EQ(status(day(2), "octo-orgg").reason, "not_found");
        EXPECT_EQ(result.problem(day(2)), "not_found");
        EXPECT_NE(result.ended.err.find("octo-orgg"), std::string::npos);
        EXPECT_EQ(days_with_status("failed"), 6);
    }
    environment["GITHUB_ORG"] = "octo-org";
    EXPECT_EQ(sync().code(), 0) << "the scope that was never there is no target any more";
}

TEST_P(Refusals, AnUnknownScopeDoesNotKeepTheOthersFromTheirData) {
    start_simulator();
    environment["GITHUB_ORG"] = "octo-orgg,octo-org";
    environment["SYNC_BACKFILL_DAYS"] = "6";
    EXPECT_EQ(sync().code(), 4);
    EXPECT_EQ(days_with_status("completed"), 6);
    EXPECT_EQ(sync({"--scope", "octo-org"}).code(), 0) << "the code is about the selected range";
}

TEST_P(Refusals, ABadTokenEndsTheSourceAtOnce) {
    start_simulator({.more = {"--token", "another-token"}});
    environment["SYNC_CONCURRENCY"] = "1";
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    EXPECT_EQ(status(day(1)).reason, "unauthorized");
    EXPECT_LE(simulator().requests().size(), 2u) << "at most one renewal, and no other day is tried";
    EXPECT_NE(result.ended.err.find("token"), std::string::npos);
}

TEST_P(Refusals, APolicyOrAMissingPermissionEndsTheScope) {
    for (const auto& [body, reason] :
         {std::pair{"policy", "policy_disabled"}, std::pair{"permission", "permission_missing"}}) {
        use_new_database();
        start_simulator();
        environment["SYNC_CONCURRENCY"] = "1";
        environment["GITHUB_ENTERPRISE"] = "octo-corp";
        environment["SYNC_BACKFILL_DAYS"] = "5";
        set_script({"on=api scope=organization/octo-org status=403 body=" + std::string(body)});
        const outcome result = sync();
        EXPECT_EQ(result.code(), 4) << body << result.ended.err;
        EXPECT_EQ(status(day(1)).status, "failed") << body;
        EXPECT_EQ(status(day(1)).reason, reason) << body;
        EXPECT_EQ(status(day(1), "octo-corp").status, "completed") << body << ": the other scope goes on";
        EXPECT_EQ(days_with_status("completed"), 5) << body;
        const outcome again = sync();
        EXPECT_EQ(again.code(), 4) << body << ": still refused";
        set_script({});
        EXPECT_EQ(sync().code(), 0) << body << ": switched on, everything is caught up";
        EXPECT_EQ(days_with_status("completed"), 10) << body;
    }
}

ON_BOTH_ENGINES(Refusals);

}  // namespace
