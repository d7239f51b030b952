// What assistants of several vendors share: the view over both, provenance, and the limit of calls that is handed on.
#include "sinks/provenance_store.hpp"
#include "sinks/totals_loader.hpp"
#include "sinks/vendor_limits.hpp"
#include "tests/sinks/datasets_support.hpp"

namespace {

using namespace datasets;
using schema::dataset;
using schema::day;
using schema::slice_status;

const schema::time_point some_run = schema::parse_timestamp("2026-11-19T06:00:00Z").value();

class Assistants : public on_both_engines {
protected:
    schema::slice slice(const std::string& source, day d) {
        return {{source, {schema::scope_kind::organization, "acme"}, dataset::totals}, d};
    }
    /// A loaded day; `rows_written` 0 where nobody was active.
    void loaded(const std::string& source, day d, std::optional<std::int64_t> active, bool is_final = true) {
        db().load<sinks::totals_loader>(
            slice(source, d),
            [&](auto& loader) {
                if (!active) return;
                schema::totals_row row;
                row.active_users[0] = active;
                row.activity.values[5] = 10 * *active;
                row.metrics_data = "{}";
                loader.write(row);
            },
            some_run, is_final);
        db().write_state(slice(source, d), slice_status::completed, is_final);
        sinks::transaction tx{db().session(), sinks::transaction::kind::write};
        db().session().execute("UPDATE sync_status SET rows_written = " + std::string(active ? "1" : "0") +
                               " WHERE source = '" + source + "' AND metrics_date = '" + d.text() + "'");
        tx.commit();
    }
};

TEST_P(Assistants, StandSideBySideWithARowForEachLoadedDay) {
    loaded("github", {2026, 11, 18}, 7);
    loaded("augment", {2026, 11, 18}, 3);
    loaded("augment", {2026, 11, 19}, std::nullopt, false);
    db().write_state(slice("augment", {2026, 11, 20}), slice_status::pending);
    EXPECT_EQ(
        db().rows("SELECT metrics_date, source, daily_active_users, loc_added_sum, code_generation_activity_count, "
                  "is_final FROM copilot_assistants_daily ORDER BY metrics_date, source"),
        "2026-11-18|augment|3|30|~|1\n"
        "2026-11-18|github|7|70|~|1\n"
        "2026-11-19|augment|~|~|~|0\n");
}

TEST_P(Assistants, DaysWithoutAnybodyCompleteTheirFourWeeks) {
    const day last{2026, 11, 20};
    for (int back = 27; back >= 0; --back)
        loaded("augment", last - back, back % 7 == 3 ? std::nullopt : std::optional<std::int64_t>{1});
    EXPECT_EQ(db().rows("SELECT days_present, days_without_data, complete, is_final, loc_added_sum FROM "
                        "copilot_metrics_28d WHERE metrics_date = '2026-11-20'"),
              "24|4|1|1|240\n");
    loaded("augment", last - 3, std::nullopt, false);
    EXPECT_EQ(db().rows("SELECT complete, is_final FROM copilot_metrics_28d WHERE metrics_date = '2026-11-20'"),
              "1|0\n");
}

TEST_P(Assistants, ProvenanceIsReplacedAsAWholeAndWrittenOnlyWhenItChanges) {
    const auto store = [this](const std::vector<sinks::metric_provenance>& rows) {
        sinks::transaction tx{db().session(), sinks::transaction::kind::write};
        sinks::write_provenance(db().session(), "augment", rows);
        tx.commit();
        return db().rows("SELECT table_name, column_name, provenance, origin FROM metric_provenance ORDER BY 1, 2");
    };
    EXPECT_EQ(store({{"totals", "a", "measured", "x"}, {"totals", "b", "derived", "y + z"}}),
              "totals|a|measured|x\ntotals|b|derived|y + z\n");
    EXPECT_EQ(store({{"totals", "a", "measured", "x"}, {"totals", "b", "derived", "y + z"}}),
              "totals|a|measured|x\ntotals|b|derived|y + z\n");
    EXPECT_EQ(store({{"totals", "b", "not_available", "no"}}), "totals|b|not_available|no\n");
}

TEST_P(Assistants, TheLimitIsHandedOn) {
    sinks::transaction tx{db().session(), sinks::transaction::kind::write};
    EXPECT_FALSE(sinks::read_vendor_limit(db().session(), "augment").in_use);
    EXPECT_EQ(sinks::read_vendor_limit(db().session(), "augment").full_at, schema::time_point{});
    sinks::write_vendor_limit(db().session(), "augment", {some_run, true});
    sinks::write_vendor_limit(db().session(), "other", {some_run, false});
    EXPECT_TRUE(sinks::read_vendor_limit(db().session(), "augment").in_use);
    sinks::write_vendor_limit(db().session(), "augment", {some_run + std::chrono::microseconds{1}, false});
    EXPECT_FALSE(sinks::read_vendor_limit(db().session(), "augment").in_use);
    EXPECT_EQ(sinks::read_vendor_limit(db().session(), "augment").full_at, some_run + std::chrono::microseconds{1});
    tx.commit();
}

INSTANTIATE_TEST_SUITE_P(BothEngines, Assistants, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         sinks::testing::engine_name);

}  // namespace
