#pragma once
// One database with what several vendors sent, written with SQL: exports are judged by what is known to be in the
// tables.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/sync_fixture.hpp"

namespace e2e {

/// Reads a CSV file as RFC 4180 has it; throws std::runtime_error where it is none: a bare line end, a quote in a field
/// without quotes, a row of another length than the first.
std::vector<std::vector<std::string>> parse_csv(const std::string& text);

/// Days 2026-11-16 to 20, today the 21st:
///
/// | | 16 | 17 | 18 | 19 | 20 |
/// |---|---|---|---|---|---|
/// | github organization/octo: totals | final | final | final | provisional | pending |
/// | github organization/octo: users | final | final | failed (bad_records) | provisional | pending |
/// | github enterprise/octo: users | final | final | final | final | no_data |
/// | augment organization/acme: users | final | final | final | final | no row |
/// | augment organization/acme: totals | final | no_data | final | final | no row |
///
/// Users of octo: 101 (three days), 102 (one day, with NULLs only). 101 is in the enterprise, too. Of acme: a person
/// and a service account.
class export_test : public sync_test {
protected:
    void SetUp() override;

    /// Fills `filled`, which the program has to be using.
    void fill();
    /// Rows for one more user of octo on the 16th, with these names.
    void add_user(const std::string& key, const std::string& login, const std::string& source = "github",
                  const std::string& slug = "octo");
    void add_target(const std::string& source, const std::string& scope, const std::string& slug,
                    const std::string& dataset);
    void add_state(const std::string& source, const std::string& scope, const std::string& slug,
                   const std::string& dataset, const std::string& day, const std::string& status, bool is_final = true,
                   const std::string& reason = "");

    /// Exports the five days into `out/`; expects the exit code.
    outcome export_to_files(const std::string& format, int code, const arguments& more = {});
    std::string file(const std::string& name) const { return test_support::read_file(directory / ("out/" + name)); }
    /// Every file below `out/` by its relative name.
    std::map<std::string, std::string> files() const;
    /// All formats of 2026-11-14 to 20, by file name.
    std::map<std::string, std::string> all_formats();
    /// Byte for byte; shows the first difference of each file.
    static void expect_equal(const std::map<std::string, std::string>& expected,
                             const std::map<std::string, std::string>& actual);
    /// Says what the schema finds wrong with files below `out/`; empty when nothing.
    std::string violations(const std::string& schema, const std::vector<std::string>& names) const;

    /// What the functions above write to: SetUp's database, unless a test has another.
    test_support::scratch_database* filled = nullptr;

    /// Runs the statement; within `fill` all of them at the end, on one connection.
    void write(const std::string& statement);

    static constexpr const char* aggregate_name = "aggregated_metrics_20261116_to_20261120.json";
    static constexpr const char* csv_name = "metrics_20261116_to_20261120.csv";
    static std::string daily_name(int day) {
        return "daily_exports_2026-11-16_to_2026-11-20/metrics_2026-11-" + std::to_string(day) + ".json";
    }
    static std::string legacy_name(const std::string& scope) {
        return "legacy_metrics_20261116_to_20261120/" + scope + ".json";
    }

private:
    std::optional<std::string> script_;  ///< of `fill`, gathered
};

/// Of a list of objects, the one whose member is that text; throws where there is none.
const json_value& with_member(const json_value& list, const std::string& name, const std::string& text);

/// A scope of a daily or aggregate file.
const json_value& scope_of(const json_value& file, const std::string& source, const std::string& scope);

}  // namespace e2e
