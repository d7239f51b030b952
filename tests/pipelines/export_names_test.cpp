#include "pipelines/export_names.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pipelines {
namespace {

const schema::day_range november{schema::day{2026, 11, 1}, schema::day{2026, 11, 28}};

schema::target target(const std::string& source, const std::string& slug) {
    return {source, {schema::scope_kind::organization, slug}, schema::dataset::users};
}

TEST(ExportNames, AreThoseOfTheOlderTools) {
    EXPECT_EQ(daily_file(november, schema::day{2026, 11, 5}),
              "daily_exports_2026-11-01_to_2026-11-28/metrics_2026-11-05.json");
    EXPECT_EQ(csv_file(november), "metrics_20261101_to_20261128.csv");
    EXPECT_EQ(aggregate_file(november), "aggregated_metrics_20261101_to_20261128.json");
    EXPECT_EQ(legacy_file(november, target("github", "octo-org")),
              "legacy_metrics_20261101_to_20261128/github/organization/octo-org.json");
    EXPECT_EQ(ndjson_file({target("github", "octo-org"), schema::day{2026, 11, 5}}),
              "github/organization/octo-org/users/2026-11-05.ndjson");
    EXPECT_EQ(coverage_file("csv", november), "metrics_20261101_to_20261128.coverage.csv");
    EXPECT_EQ(coverage_file("ndjson", november), "records_20261101_to_20261128.coverage.csv");
}

TEST(ExportNames, NeverLeadOutOfTheDirectory) {
    for (const std::string name : {"..", ".", "", "/", "../..", "/etc/passwd", "a/../../b", "\\\\server\\share",
                                   "C:\\x", "~", "a\nb", ".ssh", "-rf", "%2e%2e"}) {
        const std::string part = path_part(name);
        EXPECT_FALSE(part.empty()) << name;
        EXPECT_EQ(part.find_first_of("/\\:\n"), std::string::npos) << part;
        EXPECT_NE(part.front(), '.') << part;
        const std::filesystem::path file = legacy_file(november, target(name, name));
        EXPECT_EQ(std::distance(file.begin(), file.end()), 4) << file;
        EXPECT_EQ(file, file.lexically_normal()) << file;
    }
}

TEST(ExportNames, TellDifferentNamesApart) {
    std::set<std::string> parts;
    const std::vector<std::string> names{"a/b",
                                         "a_b",
                                         "a%2Fb",
                                         "a\\b",
                                         "a b",
                                         "a",
                                         "a.",
                                         ".a",
                                         "",
                                         "%",
                                         std::string(300, 'x'),
                                         std::string(301, 'x'),
                                         std::string(300, '/')};
    for (const std::string& name : names) parts.insert(path_part(name));
    EXPECT_EQ(parts.size(), names.size());
    for (const std::string& part : parts) EXPECT_LE(part.size(), 200u);
}

TEST(ExportNames, LeaveOrdinaryNamesAlone) {
    for (const char* name : {"github", "octo-org", "Octo_Corp.2"}) EXPECT_EQ(path_part(name), name);
    EXPECT_EQ(path_part("Büro"), "B%C3%BCro");
}

}  // namespace
}  // namespace pipelines
