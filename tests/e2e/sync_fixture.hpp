#pragma once
// The built program between the simulator and a real database: what every end-to-end test starts from and ends with.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "schema/day.hpp"
#include "tests/connectors/certificates.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/secrets.hpp"
#include "tests/support/simulator_process.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/transforms/json_value.hpp"

namespace sinks {
inline void PrintTo(engine e, std::ostream* out) { *out << (e == engine::postgresql ? "PostgreSQL" : "SQLite"); }
}  // namespace sinks

namespace e2e {

using test_support::difference;
using test_support::dump_tables;
using test_support::process_result;
using transforms_test::json_value;
using transforms_test::parse_json;

using arguments = std::vector<std::string>;
using variables = std::map<std::string, std::string>;

/// The credential of every test; must never be seen anywhere.
inline constexpr const char* token = "ghp_never_to_be_shown_91c2";

/// What the simulator's proxy asks for, where there is one. The password must never be seen either.
inline constexpr const char* proxy_user = "metrics-job";
inline constexpr const char* proxy_password = "px-never-to-be-shown-c04e";

/// A name that only the proxy knows how to reach; it is among the built-in download hosts.
inline constexpr const char* host_behind_proxy = "simulator.b01.azurefd.net";

/// How the program reaches the simulator: http on loopback, https there, or https to a host behind a proxy.
enum class network { plain, tls, tls_proxy };

/// How one run of the program ended.
struct outcome {
    process_result ended;
    json_value summary;  ///< of sync and backfill, parsed; null where none was written

    int code() const { return ended.exit_code; }
    /// A number of the summary, e.g. `rows_written`.
    long long count(const std::string& name) const;
    /// A number of the summary's `slices`.
    long long slices(const std::string& name) const;
    /// `REASON` of each problem of that day, joined with blanks.
    std::string problem(const std::string& day) const;
};

/// A day's row of `sync_status`.
struct status_row {
    std::string status;
    bool is_final = false;
    std::string reason;
    std::string message;
    std::int64_t rejected = 0;
    bool has_next_attempt = false;
};

/// Today is 2026-11-21 for program and simulator, so that no test depends on the date. After every test, nothing that
/// the program said, stored or left in a file may hold a token, a key, a signature or a password. With SYNC_TEST_NETWORK=tls or tls-proxy in
/// the test's own environment, every test that does not choose its network goes that way.
class sync_test : public testing::TestWithParam<sinks::engine> {
protected:
    void SetUp() override;
    void TearDown() override;

    struct simulated {
        int users = 12;
        int shards = 1;
        arguments more{};
    };
    /// Once per test, unless one is to replace the other. Sets in `environment` what leads the program there.
    void start_simulator(const simulated& options);
    void start_simulator() { start_simulator(simulated{}); }
    test_support::simulator_process& simulator() { return *simulator_; }
    void set_script(const std::vector<std::string>& rules) { simulator_->set_script(rules); }

    /// `day(1)` is yesterday, as text.
    std::string day(int days_ago) const { return (today_ - days_ago).text(); }
    /// For the program (`--as-of`); a simulator that is started afterwards follows.
    void set_today(const std::string& text) { today_ = *schema::day::parse(text); }

    outcome sync(const arguments& more = {}) { return run(with({"sync", "--as-of", today_.text()}, more)); }
    outcome backfill(int from_days_ago, int to_days_ago, const arguments& more = {}) {
        return run(
            with({"backfill", "--as-of", today_.text(), "--from", day(from_days_ago), "--to", day(to_days_ago)}, more));
    }
    /// Any command line. Checks what holds for every summary.
    outcome run(const arguments& command);
    /// The same without waiting; `finish` waits.
    test_support::process start(const arguments& command);
    outcome finish(test_support::process& running, std::chrono::seconds timeout = std::chrono::seconds{120});

    test_support::scratch_database& database() { return *database_; }
    bool on_postgres() const { return GetParam() == sinks::engine::postgresql; }
    /// Another database of the same engine, which the program uses from now on; the old one stays for comparisons.
    std::unique_ptr<test_support::scratch_database> use_new_database(
        test_support::database_role program = test_support::database_role::writer);

    status_row status(const std::string& day, const std::string& scope = "octo-org");
    /// The only row of `sync_status` that obeys the SQL condition.
    status_row status_where(const std::string& condition);
    /// Rows of a table, of one day where `day` is given.
    std::int64_t rows(const std::string& table, const std::string& day = "");
    std::int64_t users(const std::string& day) { return rows("copilot_user_metrics_daily", day); }
    /// Days whose `sync_status` says so.
    std::int64_t days_with_status(const std::string& status);

    /// Records of an NDJSON text, by `day/user_id`, breakdowns sorted. Fails the test for a record that comes twice.
    static std::map<std::string, json_value> records_of(const std::string& ndjson);

    /// What an export has to end with that says this of the days in its range.
    static int code_of_export(const outcome& exported) {
        return exported.ended.err.find("reason=not_attempted") != std::string::npos ? 3 : 0;
    }
    /// Waits until `done`, at most 30 s; false when it did not come.
    static bool wait_until(const std::function<bool()>& done);
    static arguments with(arguments first, const arguments& more);

    variables environment;                    ///< of the program; a test may change it
    network way;                              ///< to the simulator that is started next
    test_support::certificate_plan identity;  ///< of that simulator
    std::string public_host;                  ///< of that simulator; empty: as the network needs it
    test_support::certificate_authority& authority();
    arguments launched_by;                        ///< a program that runs the program, with its arguments
    std::string input;                            ///< the program's stdin
    bool out_is_terminal = false;                 ///< what the program finds there
    bool err_is_terminal = false;
    arguments datasets{"users"};  ///< what the commands are narrowed to; empty for all
    test_support::temp_directory directory;
    std::vector<std::string> said;  ///< all outputs so far
    std::set<std::filesystem::path> holding_secrets;  ///< files that the test itself wrote a secret into

    /// Fails the test for every secret in an output so far, in a table, or in a file of `directory`; true: none. Every
    /// test ends with it.
    bool expect_no_secret() const;

private:
    void lead_there();

    schema::day today_{2026, 11, 21};
    std::unique_ptr<test_support::scratch_database> database_;
    std::unique_ptr<test_support::simulator_process> simulator_;
    std::unique_ptr<test_support::certificate_authority> authority_;
    int summaries_ = 0;
};

/// For INSTANTIATE_TEST_SUITE_P: both engines, named.
std::string engine_name(const testing::TestParamInfo<sinks::engine>& info);

#define ON_BOTH_ENGINES(suite)                                                                             \
    INSTANTIATE_TEST_SUITE_P(On, suite, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite), \
                             e2e::engine_name)

/// For what happens before any database comes into it.
#define ON_SQLITE(suite) INSTANTIATE_TEST_SUITE_P(On, suite, testing::Values(sinks::engine::sqlite), e2e::engine_name)

}  // namespace e2e
