#pragma once
// One row of the fault catalogue (issue C, 2) and how it is played: an undisturbed run, the same with the fault, and
// what the next undisturbed runs make of what it left.

#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/sync_fixture.hpp"
#include "tests/support/fault_table.hpp"

namespace faults {

using e2e::arguments;
using e2e::outcome;
using test_support::difference;
using test_support::dump_tables;
using test_support::logged_request;
using test_support::write_result;

class fault_test;

/// Which days may be missing right after the run that met the fault. What is there must always be whole.
enum class lost {
    nothing,   ///< the fault was ridden out
    hit_day,   ///< that day exactly
    some_days  ///< any, down to all of them
};

/// Exit codes of a row that may end in several ways: 0 with nothing missing, or any other but that of a bug.
inline constexpr int any_honest_code = -1;

/// `DAY` in rules stands for the day that is hit.
struct fault {
    std::string name;
    std::vector<std::string> rules{};  ///< for the simulator, while the fault lasts
    int exit_code = 0;
    std::string reason{};  ///< of the hit day afterwards; empty: none. Not looked at for any_honest_code
    std::string or_reason{};  ///< as right, where the instant of the fault decides
    lost missing = lost::nothing;
    std::vector<std::string> always{};         ///< rules of the undisturbed run as well
    arguments options{};                       ///< of the run that meets the fault
    bool same_content = true;                  ///< false: a final day was loaded, right but from other bytes
    std::function<void(fault_test&)> begin{};  ///< what makes the fault, other than rules; right before the run
    std::function<void(fault_test&)> mend{};   ///< and what ends it, right after
    std::function<void(fault_test&, const outcome&)> check{};  ///< more to be true of the run that met it
};

/// The days 6 to 3 days ago of users reports; the hit day is 5 days ago, so one that is final once loaded: what a fault
/// makes of it stays. Every row is played on a new database.
class fault_test : public e2e::sync_test {
public:
    /// What rows need from the fixture.
    using sync_test::database;
    using sync_test::datasets;
    using sync_test::directory;
    using sync_test::environment;
    using sync_test::launched_by;
    using sync_test::on_postgres;
    using sync_test::run;
    using sync_test::status;
    using sync_test::wait_until;

    std::string hit_day() const { return day(5); }
    /// What API and blob host were asked for the hit day, while the fault lasted.
    std::vector<logged_request> asked(const std::string& host) const;
    /// How the fault's run is begun and waited for, where it needs company; as `backfill` by default.
    std::function<outcome(fault_test&, const arguments&)> run_with{};
    /// The first of several runs in `run_with`.
    outcome backfill_days(const arguments& options) { return backfill(6, 3, options); }
    test_support::process start_backfill(const arguments& options);
    outcome finish_backfill(test_support::process& running);

protected:
    void SetUp() override;

    void play(const fault& row);
    void play_all(const std::vector<fault>& rows);

    /// The tables after undisturbed runs under these rules.
    const test_support::table_dump& undisturbed(const std::vector<std::string>& rules);

    /// Empty when every day of every data table is in `actual` as in `expected`, or allowed to be missing and wholly
    /// so.
    std::string torn_days(const test_support::table_dump& expected, const test_support::table_dump& actual,
                          lost missing) const;

    /// Two undisturbed runs (what came after an answer without data is final at the second) end with the tables of the
    /// undisturbed ones; without `sync_status` where the report's bytes were others.
    std::string repaired(const std::vector<std::string>& rules, bool same_content);

private:
    std::vector<std::string> placed(std::vector<std::string> rules);

    int rows_played_ = 0;
    std::vector<logged_request> seen_;
    std::map<std::vector<std::string>, test_support::table_dump> undisturbed_;
};

/// What a run made of the day, in a few words.
std::string told(const e2e::status_row& day, const outcome& result);

}  // namespace faults
