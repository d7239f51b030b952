// The archive against sync_status, on both engines.

#include "pipelines/archive_check.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "pipelines/commands.hpp"
#include "tests/support/scratch_database.hpp"
#include "tests/support/temp_directory.hpp"

namespace pipelines {
namespace {

namespace fs = std::filesystem;
using test_support::read_file;
using test_support::write_file;

class ArchiveCheck : public testing::TestWithParam<sinks::engine> {
protected:
    ArchiveCheck() : database{GetParam(), directory.path().string()} {
        options.import.scope = "organization/octo-org";
        options.as_of = schema::day{2026, 11, 21};
        settings.database_url = config::secret{database.url()};
        settings.sync.spool_dir = directory.path().string();
        settings.archive_directory = kept.directory().string();
    }
    void import(const std::string& day, int generated = 1) {
        write_file(directory / "records", "{\"day\":\"" + day + "\",\"user_id\":7,\"user_login\":\"u\"," +
                                              "\"code_generation_activity_count\":" + std::to_string(generated) +
                                              "}\n");
        options.import.files = {(directory / "records").string()};
        spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
        progress display;
        testing::internal::CaptureStdout();
        EXPECT_EQ(run_import({options, settings, log, display}), exit_code::complete);
        testing::internal::GetCapturedStdout();
    }
    archive_check check(const filters& filters = {}) {
        return check_archive(*sinks::make_database(settings.database_url)->open(), kept, filters);
    }
    exit_code replay() {
        spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
        progress display;
        testing::internal::CaptureStdout();
        const exit_code code = run_replay({options, settings, log, display});
        testing::internal::GetCapturedStdout();
        return code;
    }
    static schema::slice slice(const std::string& day) {
        return {{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                *schema::day::parse(day)};
    }
    fs::path file(const std::string& day) const { return kept.file_of(slice(day)); }

    test_support::temp_directory directory;
    connectors::archive kept{directory / "raw"};
    test_support::scratch_database database;
    pipelines::options options;
    config::settings settings;
};

TEST_P(ArchiveCheck, FindsNothingWhereAllAgrees) {
    import("2026-11-17");
    import("2026-11-18");
    const archive_check found = check();
    EXPECT_EQ(found.files, 2);
    EXPECT_EQ(found.report_bytes, 2 * 85);
    EXPECT_EQ(found.without_file, 0);
    EXPECT_EQ(found.not_loaded, 0);
    EXPECT_TRUE(found.differences.empty());
    EXPECT_EQ(check({{}, {}, {"totals"}}).files, 0);
}

TEST_P(ArchiveCheck, NamesADamagedFile) {
    import("2026-11-17");
    import("2026-11-18");
    std::string bytes = read_file(file("2026-11-18"));
    bytes[20] = static_cast<char>(bytes[20] ^ 1);
    write_file(file("2026-11-18"), bytes);
    const archive_check found = check();
    ASSERT_EQ(found.differences.size(), 1u);
    EXPECT_EQ(found.differences[0].slice.day.text(), "2026-11-18");
    EXPECT_NE(found.differences[0].message.find(file("2026-11-18").string()), std::string::npos);
}

TEST_P(ArchiveCheck, NamesAFileOfAnotherReport) {
    import("2026-11-18");
    const std::string old = read_file(file("2026-11-18"));
    import("2026-11-18", 2);
    EXPECT_TRUE(check().differences.empty());
    write_file(file("2026-11-18"), old);
    const archive_check found = check();
    ASSERT_EQ(found.differences.size(), 1u);
    EXPECT_NE(found.differences[0].message.find("another one than the tables hold"), std::string::npos);
}

TEST_P(ArchiveCheck, ANoteThatNamesOtherRecordsThanItsFileHoldsIsBelievedByNobody) {
    import("2026-11-18");
    const fs::path path = file("2026-11-18");
    std::string bytes = read_file(path);
    {
        const connectors::archived_report report{path, slice("2026-11-18")};
        connectors::archive_note note = report.note();
        note.content_sha256 = std::string(64, '0');  // all else is as it was written, hashes of the bytes included
        bytes = bytes.substr(0, report.report_bytes()) + to_frame(note);
    }
    write_file(path, bytes);
    const archive_check found = check();
    ASSERT_EQ(found.differences.size(), 1u);
    EXPECT_NE(found.differences[0].message.find("other records than its note says"), std::string::npos);
    database.execute("DELETE FROM sync_status");
    EXPECT_EQ(replay(), exit_code::data_quality);
    EXPECT_EQ(database.number("SELECT count(*) FROM sync_status"), 0);
}

TEST_P(ArchiveCheck, CountsDaysWithoutAFileAndFilesWithoutADay) {
    import("2026-11-17");
    import("2026-11-18");
    fs::remove(file("2026-11-17"));
    EXPECT_EQ(check().without_file, 1);
    EXPECT_TRUE(check().differences.empty()) << "it may have been loaded before there was an archive";
    database.execute("DELETE FROM sync_status WHERE metrics_date = '2026-11-18'");
    EXPECT_EQ(check().not_loaded, 1);
    EXPECT_TRUE(check().differences.empty());
}

std::string engine_name(const testing::TestParamInfo<sinks::engine>& info) {
    return info.param == sinks::engine::postgresql ? "Postgres" : "Sqlite";
}
INSTANTIATE_TEST_SUITE_P(On, ArchiveCheck, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         engine_name);

}  // namespace
}  // namespace pipelines
