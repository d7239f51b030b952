// Reports that are not as they should be, for every dataset: what is set aside with line and reason, what is refused,
// what is kept although nobody knows it.

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

/// A dataset, and how the simulator's report of it is called.
struct report {
    const char* dataset;
    const char* name;
};

/// Those with many records; the other two have one.
constexpr report lists[] = {
    {"seats", "seats"}, {"users", "users-1-day"}, {"user_teams", "user-teams-1-day"}, {"repos", "repos-1-day"}};
constexpr report singles[] = {{"totals", "organization-1-day"}, {"engagement", "organization-28-day"}};

class DatasetsBadInput : public datasets_test {
protected:
    void SetUp() override {
        datasets_test::SetUp();
        environment["GITHUB_ENTERPRISE"] = "";
        environment["SYNC_BACKFILL_DAYS"] = "1";
    }
    std::vector<sinks::sql_row> rejects(const std::string& dataset) {
        const std::string raw = on_postgres() ? "convert_from(raw, 'UTF8')" : "CAST(raw AS text)";
        return database().query("SELECT line_number, reason, message, " + raw +
                                " FROM rejected_records WHERE dataset = '" + dataset + "' ORDER BY part, line_number");
    }
    /// The slice's day of that dataset.
    std::string day_of(const std::string& dataset) const { return dataset == "seats" ? day(0) : day(1); }
};

TEST_P(DatasetsBadInput, AMalformedRecordIsSetAsideWithLineAndReason) {
    start_octo({.users = 60});
    for (const auto& [dataset, name] : lists) {
        datasets = {dataset};
        set_script({"report=" + std::string(name) + " wrong_type=1"});
        const outcome result = sync();
        EXPECT_EQ(result.code(), 0) << dataset << result.ended.err;
        EXPECT_EQ(result.count("records_rejected"), 1) << dataset;
        EXPECT_EQ(state(dataset, day_of(dataset)).status, "completed") << dataset;
        EXPECT_EQ(state(dataset, day_of(dataset)).rejected, 1) << dataset;
        const auto found = rejects(dataset);
        ASSERT_EQ(found.size(), 1u) << dataset;
        EXPECT_EQ(found[0][0], "1") << dataset;
        EXPECT_EQ(found[0][1], "wrong_type") << dataset;
        EXPECT_NE(found[0][2].value_or("").find(std::string(dataset) == "users"   ? "code_generation_activity_count"
                                                : std::string(dataset) == "seats" ? "assignee.id"
                                                : std::string(dataset) == "repos" ? "repo_id"
                                                                                  : "user_id"),
                  std::string::npos)
            << dataset << found[0][2].value_or("");
        EXPECT_NE(found[0][3].value_or("").find("\"many\""), std::string::npos) << "the record as it came";
        EXPECT_GT(result.count("rows_written"), 0) << dataset;
    }
}

TEST_P(DatasetsBadInput, TooManyMalformedRecordsLeaveTheDayAsItWas) {
    start_octo({.users = 60});
    for (const auto& [dataset, name] : lists) {
        datasets = {dataset};
        set_script({});
        ASSERT_EQ(sync().code(), 0) << dataset;
        auto before = dump_tables(database());
        set_script({"report=" + std::string(name) + " wrong_type=3"});
        const outcome result = sync();
        EXPECT_EQ(result.code(), 7) << dataset << result.ended.err;
        EXPECT_EQ(result.problem(day_of(dataset)), "bad_records") << dataset;
        EXPECT_EQ(state(dataset, day_of(dataset)).status, "completed") << dataset;
        EXPECT_EQ(state(dataset, day_of(dataset)).reason, "bad_records") << dataset;
        EXPECT_EQ(rejects(dataset).size(), 3u) << dataset;
        auto now = dump_tables(database());
        for (const char* changed : {"sync_status", "rejected_records"}) {
            before.erase(changed);
            now.erase(changed);
        }
        EXPECT_EQ(difference(before, now), "") << dataset;
    }
}

TEST_P(DatasetsBadInput, AReportWhoseOnlyRecordIsBadFails) {
    start_octo({.users = 20});
    const std::string window = "{\"report_start_day\":\"" + day(28) + "\",\"report_end_day\":\"" + day(1) + "\",";
    put("totals", "{\"day\":\"" + day(1) + "\",\"daily_active_users\":\"many\"}\n");
    put("engagement", window + "\"copilot_feature_engagement\":{\"active_user_count\":\"many\"}}\n");
    for (const auto& [dataset, name] : singles) {
        datasets = {dataset};
        const std::string only = "report=" + std::string(name) + " ";
        for (const std::string& rule : {only + "raw_file=" + dataset, only + "wrong_type=1"}) {
            if (std::string(dataset) == "engagement" && rule.ends_with("wrong_type=1")) continue;  // damages day_totals
            set_script({rule});
            const outcome result = sync();
            EXPECT_EQ(result.code(), 7) << rule << result.ended.err;
            EXPECT_EQ(state(dataset, day(1)).status, "failed") << rule;
            EXPECT_EQ(state(dataset, day(1)).reason, "bad_records") << rule;
            const auto found = rejects(dataset);
            ASSERT_EQ(found.size(), 1u) << rule;
            EXPECT_EQ(found[0][0], "1") << rule;
            EXPECT_EQ(found[0][1], "wrong_type") << rule;
            EXPECT_NE(found[0][2], std::optional<std::string>("")) << rule;
        }
    }
    EXPECT_EQ(rows("copilot_metrics_daily"), 0);
}

TEST_P(DatasetsBadInput, ALineThatIsNoJsonIsSetAside) {
    start_octo({.users = 60});
    for (const auto& [dataset, name] : {lists[1], lists[2], lists[3], singles[0], singles[1]}) {
        datasets = {dataset};
        set_script({"report=" + std::string(name) + " bad_lines=1"});
        const outcome result = sync();
        EXPECT_EQ(result.code(), 0) << dataset << result.ended.err;
        EXPECT_EQ(result.count("records_rejected"), 1) << dataset;
        ASSERT_EQ(rejects(dataset).size(), 1u) << dataset;
        EXPECT_NE(rejects(dataset)[0][1], std::optional<std::string>("")) << dataset;
        EXPECT_EQ(state(dataset, day(1)).status, "completed") << dataset;
    }
}

TEST_P(DatasetsBadInput, ARecordOfAnotherDayIsSetAside) {
    start_octo({.users = 60});
    for (const auto& [dataset, name] : {lists[1], lists[2], lists[3]}) {
        datasets = {dataset};
        set_script({"report=" + std::string(name) + " wrong_day=1"});
        EXPECT_EQ(sync().code(), 0) << dataset;
        ASSERT_EQ(rejects(dataset).size(), 1u) << dataset;
        EXPECT_NE(rejects(dataset)[0][2].value_or("").find(day(2)), std::string::npos) << dataset;
    }
    for (const char* table : {"copilot_user_metrics_daily", "copilot_user_teams", "copilot_repo_metrics_daily"})
        EXPECT_EQ(rows(table, day(2)), 0) << "and not loaded under its own day";
}

TEST_P(DatasetsBadInput, TheSameKeyTwiceIsLoadedOnce) {
    start_octo({.users = 60});
    for (const auto& [dataset, name] : {lists[1], lists[2], lists[3]}) {
        datasets = {dataset};
        set_script({});
        ASSERT_EQ(sync().code(), 0) << dataset;
        const auto before = dump_tables(database());
        for (const auto& [rule, rejected] :
             {std::pair{" duplicate_users=2", 0u}, std::pair{" conflicting_users=1", 1u}}) {
            set_script({"report=" + std::string(name) + rule});
            const outcome result = sync();
            ASSERT_EQ(result.code(), 0) << dataset << rule;
            EXPECT_EQ(result.slices("completed"), 1) << dataset << rule;
            EXPECT_EQ(rejects(dataset).size(), rejected) << dataset << rule;
            const auto now = dump_tables(database());
            for (const char* table : {"copilot_user_metrics_daily", "copilot_user_teams", "copilot_repo_metrics_daily"})
                EXPECT_EQ(now.at(table), before.at(table)) << dataset << rule << ": the first one counts";
        }
    }
}

TEST_P(DatasetsBadInput, UnknownMembersAreReportedAndKept) {
    start_octo({.users = 20});
    set_script({"unknown_field=1"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(rows("rejected_records"), 0);
    for (const std::string& dataset : all_datasets) {
        const auto drift = database().query(
            "SELECT json_path, first_day, last_day, record_count FROM schema_drift WHERE "
            "dataset = '" +
            dataset + "' AND json_path LIKE '%totals_by_quantum_pair'");
        ASSERT_FALSE(drift.empty()) << dataset;
        EXPECT_EQ(drift[0][1], day_of(dataset)) << dataset;
        EXPECT_EQ(drift[0][2], day_of(dataset)) << dataset;
        EXPECT_GT(sinks::as_integer(drift[0][3]).value_or(0), 0) << dataset;
    }
    for (const auto& [dataset, name] : {lists[1], lists[2], lists[3], singles[0]})
        EXPECT_EQ(
            difference_of(to_bag(served(std::string(name) + "?day=" + day(1))), exported(dataset, day(1), day(1))), "")
            << dataset;
    EXPECT_EQ(difference_of(to_bag(served("organization-28-day/latest")), exported("engagement", day(1), day(1))), "");
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_seats WHERE " +
                                json("seat_data", "totals_by_quantum_pair.session_count") + " IS NULL"),
              0);
}

ON_BOTH_ENGINES(DatasetsBadInput);

}  // namespace
