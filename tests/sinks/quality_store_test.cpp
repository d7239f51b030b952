#include "sinks/quality_store.hpp"

#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

class QualityStore : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    void put_rejects(const schema::slice& slice, const std::vector<rejected_record>& records, bool first_batch = true) {
        transaction tx{*session, transaction::kind::write};
        if (first_batch) clear_rejected_records(*session, slice);
        write_rejected_records(*session, slice, records, "run", time_at(1));
        tx.commit();
    }
    std::vector<std::string> rejects() {
        return rows_of(*session, "SELECT scope_identifier, metrics_date, part, line_number, reason, message, " +
                                     hex("raw") + " FROM rejected_records ORDER BY 1, 2, 3, 4");
    }
    void put_drift(const schema::slice& slice, const std::vector<drift_entry>& entries) {
        transaction tx{*session, transaction::kind::write};
        write_drift(*session, slice, entries);
        tx.commit();
    }
    std::vector<std::string> drift() {
        return rows_of(*session,
                       "SELECT json_path, json_type, first_day, last_day, record_count FROM schema_drift ORDER BY "
                       "1, 2, source, dataset");
    }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(QualityStore);

TEST_P(QualityStore, KeepsTheBytesOfARecordWhateverTheyAre) {
    const std::string hostile("\0{\"a\":\xff\xfe'\\x\n\r\t", 13);
    put_rejects(on(first_day), {{0, 3, "bad_json", "line 3: 'quoted' \\ 🦀", hostile}, {2, 1, "oversize", "", ""}});
    EXPECT_EQ(rejects(), (std::vector<std::string>{
                             "octo-org|2026-03-07|0|3|bad_json|line 3: 'quoted' \\ 🦀|007B2261223AFFFE275C780A0D",
                             "octo-org|2026-03-07|2|1|oversize||"}));
}

TEST_P(QualityStore, KeepsARecordOfSixtyFourKibibytes) {
    put_rejects(on(first_day), {{0, 1, "bad_json", "", std::string(65536, '\0')}});
    EXPECT_EQ(rows_of(*session, "SELECT length(raw) FROM rejected_records"), std::vector<std::string>{"65536"});
}

TEST_P(QualityStore, ReplacesTheRejectsOfTheSlicesLastRead) {
    put_rejects(on(first_day), {{0, 1, "a", "", "x"}, {0, 2, "a", "", "x"}});
    put_rejects(on(first_day), {{0, 2, "b", "", "y"}});
    EXPECT_EQ(rejects(), std::vector<std::string>{"octo-org|2026-03-07|0|2|b||79"});
    put_rejects(on(first_day), {});
    EXPECT_TRUE(rejects().empty());
}

TEST_P(QualityStore, AddsFurtherBatchesOfOneRead) {
    put_rejects(on(first_day), {{0, 1, "a", "", "x"}});
    put_rejects(on(first_day), {{0, 2, "a", "", "y"}}, false);
    EXPECT_EQ(rejects().size(), 2u);
}

TEST_P(QualityStore, LeavesTheRejectsOfOtherSlicesAlone) {
    put_rejects(on(first_day), {{0, 1, "a", "", "x"}});
    put_rejects(on(first_day + 1), {{0, 1, "a", "", "x"}});
    put_rejects(on(first_day, users_of("second")), {{0, 1, "a", "", "x"}});
    put_rejects(on(first_day), {});
    EXPECT_EQ(rejects().size(), 2u);
}

TEST_P(QualityStore, WidensTheDaysOfAFieldAndReplacesItsCount) {
    put_drift(on(first_day), {{"new_field", "string", 5}, {"totals_by_ide[].x", "number", 1}});
    put_drift(on(first_day + 3), {{"new_field", "string", 7}});
    put_drift(on(first_day - 2), {{"new_field", "string", 2}});
    put_drift(on(first_day), {{"new_field", "object", 1}});
    EXPECT_EQ(drift(), (std::vector<std::string>{"new_field|object|2026-03-07|2026-03-07|1",
                                                 "new_field|string|2026-03-05|2026-03-10|2",
                                                 "totals_by_ide[].x|number|2026-03-07|2026-03-07|1"}));
}

TEST_P(QualityStore, KeepsTheDriftOfSourcesAndDatasetsApartButJoinsScopes) {
    put_drift(on(first_day), {{"f", "string", 1}});
    put_drift(on(first_day, users_of("second")), {{"f", "string", 2}});
    put_drift(on(first_day, users_of("octo-org", schema::scope_kind::organization, "other")), {{"f", "string", 3}});
    EXPECT_EQ(drift().size(), 2u);
}

TEST_P(QualityStore, KeepsHostileFieldNames) {
    put_drift(on(first_day), {{"'); DROP TABLE x; --\t\\\"🦀", "string", 1}});
    EXPECT_EQ(drift(), std::vector<std::string>{"'); DROP TABLE x; --\t\\\"🦀|string|2026-03-07|2026-03-07|1"});
}

TEST_P(QualityStore, RemembersEveryRestatementOfADay) {
    const std::string before = "{\"user_rows\": 3}", after = "{\"user_rows\": 4}";
    transaction tx{*session, transaction::kind::write};
    write_restatement(*session, on(first_day), before, after, false, "run-1", time_at(1));
    write_restatement(*session, on(first_day), after, before, true, "run-2", time_at(2));
    tx.commit();
    const std::string t = postgres() ? "t" : "1", f = postgres() ? "f" : "0";
    EXPECT_EQ(
        rows_of(*session, "SELECT run_id, was_final, old_totals, new_totals FROM restatements ORDER BY restated_at"),
        (std::vector<std::string>{"run-1|" + f + "|" + before + "|" + after,
                                  "run-2|" + t + "|" + after + "|" + before}));
}

}  // namespace
}  // namespace sinks::testing
