#pragma once
// The program between the simulated Augment and a real database.

#include "tests/e2e/sync_fixture.hpp"

namespace e2e {

inline const std::string list_of_users = "user-activity";
inline const std::string list_of_editors = "daily-user-activity-by-editor-language";

/// Augment alone, with the label Acme and both datasets. The vendor's limit holds for program and simulator; a test
/// that needs more than 20 calls says so.
class augment_test : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment.erase("GITHUB_TOKEN");
        environment.erase("GITHUB_ORG");
        environment["AUGMENT_API_TOKEN"] = token;
        environment["AUGMENT_ORG"] = "Acme";
        datasets.clear();
    }

    void start_augment(const simulated& options) {
        start_simulator(options);
        environment.erase("GITHUB_API_URL");
        environment["AUGMENT_API_URL"] = simulator().api_url();
    }
    void start_augment() { start_augment({}); }

    /// After every test that has a simulator: the vendor never had to refuse, and nothing but GET was sent.
    void TearDown() override {
        for (const auto& call : calls()) {
            EXPECT_EQ(call.method, "GET");
            EXPECT_TRUE(may_be_refused || call.status != 429) << call.report << " " << call.day;
        }
        sync_test::TearDown();
    }

    std::vector<test_support::logged_request> calls(const std::string& list = "") {
        std::vector<test_support::logged_request> found;
        for (const auto& call : simulator().requests())
            if (list.empty() || call.report == list) found.push_back(call);
        return found;
    }

    /// As if hours had passed: the whole limit is free again.
    void forget_limit() { database().execute("UPDATE vendor_limits SET full_at = '2000-01-01T00:00:00.000000Z'"); }

    status_row status_of(const std::string& dataset, const std::string& day) {
        return status_where("metrics_date = '" + day + "' AND scope_identifier = 'acme' AND dataset = '" + dataset +
                            "'");
    }

    /// Sums of the measures that Augment has, `a|b|c|d|e`, from a table and a condition.
    std::string sums(const std::string& table, const std::string& where) {
        const auto row = database().query(
            "SELECT sum(user_initiated_interaction_count), sum(code_generation_activity_count), "
            "sum(code_acceptance_activity_count), sum(loc_suggested_to_add_sum), sum(loc_added_sum) FROM " +
            table + " WHERE " + where);
        std::string text;
        for (const auto& column : row.at(0)) text += column.value_or("NULL") + "|";
        return text;
    }

    bool may_be_refused = false;
};

}  // namespace e2e
