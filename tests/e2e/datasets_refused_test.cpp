// What goes wrong with one dataset or one scope, and that the others do not suffer.

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

class DatasetsRefused : public datasets_test {
protected:
    /// Every slice of the enterprise is loaded.
    void expect_enterprise_loaded() {
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE scope = 'enterprise' AND status <> "
                                    "'completed'"),
                  0);
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE scope = 'enterprise'"), 4 * 6 + 2);
    }

    /// All datasets of the organization have failed for that reason, each with a sentence that has all of `words`.
    void expect_organization_failed(const std::string& reason, const std::vector<std::string>& words) {
        for (const std::string& dataset : all_datasets) {
            const std::string of = " FROM sync_status WHERE scope = 'organization' AND dataset = '" + dataset + "'";
            EXPECT_GT(
                database().number("SELECT count(*)" + of + " AND status = 'failed' AND reason = '" + reason + "'"), 0)
                << dataset << ": " << list("SELECT DISTINCT reason" + of);
            EXPECT_EQ(database().number("SELECT count(*)" + of + " AND status = 'completed'"), 0) << dataset;
            for (const auto& row : database().query("SELECT error_message" + of + " AND reason = '" + reason + "'"))
                for (const std::string& word : words)
                    EXPECT_NE(row[0].value_or("").find(word), std::string::npos) << dataset << row[0].value_or("");
        }
        EXPECT_EQ(database().number("SELECT count(*) FROM copilot_user_metrics_daily WHERE scope = 'organization'"), 0);
    }
};

TEST_P(DatasetsRefused, AMissingFileFailsItsSliceOnly) {
    start_octo({.users = 60, .shards = 2});
    const std::string one = "scope=organization/octo day=" + day(2) + " missing_parts=1";
    set_script({"report=users-1-day " + one, "report=user-teams-1-day " + one, "report=repos-1-day " + one,
                "report=organization-1-day shards=2 " + one,
                "report=organization-28-day scope=organization/octo shards=2 missing_parts=1"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 3) << result.ended.err;
    EXPECT_EQ(result.slices("failed"), 5);
    EXPECT_EQ(result.slices("completed"), 2 * (4 * 6 + 2) - 5);
    expect_enterprise_loaded();
    for (const std::string dataset : {"users", "user_teams", "repos", "totals"}) {
        EXPECT_EQ(state(dataset, day(2)).status, "failed") << dataset;
        EXPECT_NE(state(dataset, day(2)).message, "") << dataset;
        EXPECT_EQ(slices(dataset, "completed"), 11) << dataset;
    }
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_user_metrics_daily WHERE scope = 'organization' AND "
                                "metrics_date = '" +
                                day(2) + "'"),
              0)
        << "not half a day";
    set_script({});
    EXPECT_EQ(sync().code(), 0) << "the next run makes up for it";
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE status <> 'completed'"), 0);
}

TEST_P(DatasetsRefused, APageOfSeatsThatIsNoneFailsTheSnapshotOnly) {
    start_octo({.users = 250});
    set_script({"report=seats scope=organization/octo page=2 malformed=1"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 3) << result.ended.err;
    EXPECT_EQ(result.slices("failed"), 1);
    EXPECT_EQ(state("seats", day(0)).status, "failed");
    EXPECT_EQ(rows("copilot_seats"), 250 + 5 + 7) << "of the enterprise; of the other not even the first page";
    expect_enterprise_loaded();
    set_script({});
    EXPECT_EQ(sync().code(), 0);
    EXPECT_EQ(rows("copilot_seats"), 2 * (250 + 7) + 5);
}

TEST_P(DatasetsRefused, AWrongSlugIsNotFoundInEveryDataset) {
    start_octo();
    environment["GITHUB_ORG"] = "octoo";
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    expect_enterprise_loaded();
    expect_organization_failed("not_found", {"octoo", "check"});
    EXPECT_NE(result.ended.err.find("octoo"), std::string::npos);
    EXPECT_EQ(sync().code(), 4) << "still";
    EXPECT_EQ(sync({"--scope", "enterprise/octo"}).code(), 0) << "the code is about the selected range";
}

TEST_P(DatasetsRefused, APolicyThatIsOffIsNamedInEveryDataset) {
    start_octo();
    set_script({"on=api scope=organization/octo status=403 body=policy"});
    EXPECT_EQ(sync().code(), 4);
    expect_enterprise_loaded();
    expect_organization_failed("policy_disabled", {"octo", "policy"});
    set_script({});
    EXPECT_EQ(sync().code(), 0) << "switched on, everything is caught up";
}

TEST_P(DatasetsRefused, APermissionThatIsMissingIsNamedInEveryDataset) {
    start_octo();
    set_script({"on=api scope=organization/octo status=403 body=permission"});
    EXPECT_EQ(sync().code(), 4);
    expect_enterprise_loaded();
    expect_organization_failed("permission_missing", {"octo", "permission"});
}

TEST_P(DatasetsRefused, APermissionThatOneDatasetLacksLeavesTheOthersAlone) {
    start_octo();
    set_script({"on=api report=seats scope=organization/octo status=403 body=permission"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 4) << result.ended.err;
    EXPECT_EQ(result.slices("failed"), 1);
    EXPECT_EQ(state("seats", day(0)).reason, "permission_missing");
    for (const std::string dataset : {"users", "user_teams", "repos", "totals"})
        EXPECT_EQ(slices(dataset, "completed"), 12) << dataset;
}

ON_BOTH_ENGINES(DatasetsRefused);

}  // namespace
