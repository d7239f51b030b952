#pragma once
// A migrated database of its own for each test, on either engine, and its contents as text that is the same on both.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "schema/slice.hpp"
#include "schema/slice_state.hpp"
#include "tests/sinks/scratch_database.hpp"

namespace datasets {

/// A scratch database with our tables.
class store {
public:
    explicit store(sinks::engine engine);

    sinks::sql_session& session() { return *session_; }

    /// Loads a slice in a transaction of its own: `fill` gets the loader. Returns its canonical totals.
    template <typename Loader, typename Fill, typename... Arguments>
    std::string load(const schema::slice& slice, Fill fill, const Arguments&... arguments) {
        sinks::transaction tx{*session_, sinks::transaction::kind::write};
        Loader loader{*session_, slice, arguments...};
        fill(loader);
        loader.finish();
        tx.commit();
        return loader.totals_json();
    }

    /// The rows of a query, columns joined by '|', NULL as '~', booleans as the engine's integers 0 and 1, a line a
    /// row.
    std::string rows(const std::string& sql, const std::string& time_zone = "UTC");

    /// As UTC text without fraction, whatever the engine.
    std::string moment(const std::string& column) const;

    void write_state(const schema::slice& slice, schema::slice_status status, bool is_final = false,
                     const std::string& reason = "");
    void write_target(const schema::target& target, schema::day since,
                      const std::optional<schema::day>& until = std::nullopt);

private:
    sinks::engine engine_;
    sinks::testing::scratch_database scratch_;
    std::unique_ptr<sinks::sql_session> session_;
};

/// A slice of the source `github`.
schema::slice slice_of(schema::dataset dataset, schema::day day,
                       schema::scope_kind kind = schema::scope_kind::organization, const std::string& slug = "octo");

/// Each test runs on both engines; without a PostgreSQL its half fails, and says so.
class on_both_engines : public testing::TestWithParam<sinks::engine> {
protected:
    void SetUp() override;
    datasets::store& db() { return *store_; }

private:
    std::unique_ptr<datasets::store> store_;
};

}  // namespace datasets
