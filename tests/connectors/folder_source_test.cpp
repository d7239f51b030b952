#include "connectors/files/folder_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "tests/connectors/recording_sink.hpp"

namespace {

using namespace connectors;
namespace fs = std::filesystem;

class FolderSource : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "folder-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory = name;
    }
    void TearDown() override {
        fs::remove_all(directory);
        EXPECT_TRUE(sink.mistakes.empty());
    }
    void put(const std::string& path, const std::string& text) const {
        fs::create_directories((directory / path).parent_path());
        std::ofstream{directory / path} << text;
    }
    fetch_outcome fetch() { return folder_source{directory}.fetch(slice, sink, {}); }

    fs::path directory;
    schema::slice slice{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                        schema::day{2026, 11, 18}};
    test_support::recording_sink sink;
};

TEST_F(FolderSource, ReadsTheFilesOfADayByName) {
    put("users/2026-11-18/part-2.ndjson", "two\n");
    put("users/2026-11-18/part-1.ndjson", "one\n");
    put("users/2026-11-18/README.md", "no report");
    put("users/2026-11-17/part-1.ndjson", "another day\n");
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{"one\n", "two\n"}));
    EXPECT_EQ(outcome.parts, 2U);
    EXPECT_EQ(outcome.bytes_downloaded, 8U);
}

TEST_F(FolderSource, ReadsASingleFile) {
    put("users/2026-11-18.ndjson", std::string(200'000, 'x'));
    EXPECT_EQ(fetch().result, fetch_result::report);
    EXPECT_EQ(sink.parts, std::vector<std::string>{std::string(200'000, 'x')});
}

TEST_F(FolderSource, RefusesToChooseBetweenTwo) {
    put("users/2026-11-18.ndjson", "x");
    put("users/2026-11-18/part-1.ndjson", "x");
    EXPECT_EQ(fetch().result, fetch_result::failed);
}

TEST_F(FolderSource, FindsNoData) {
    EXPECT_EQ(fetch().result, fetch_result::no_data);
    put("users/2026-11-18/README.md", "x");
    EXPECT_EQ(fetch().reason, reason::not_published);
    put("users/2026-11-18/part-1.ndjson", "");
    EXPECT_EQ(fetch().result, fetch_result::no_data);
}

TEST_F(FolderSource, FailsOnWhatItCannotRead) {
    fs::create_directories(directory / "users/2026-11-18/part-1.ndjson");
    auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_NE(outcome.message.find("part-1.ndjson"), std::string::npos);

    fs::remove_all(directory / "users/2026-11-18");
    fs::create_directories(directory / "users/2026-11-18");
    ASSERT_EQ(::mkfifo((directory / "users/2026-11-18/part-1.ndjson").c_str(), 0600), 0);
    EXPECT_EQ(fetch().result, fetch_result::failed);  // and does not wait for a writer

    fs::remove(directory / "users/2026-11-18/part-1.ndjson");
    fs::create_symlink("nowhere", directory / "users/2026-11-18/part-1.ndjson");
    outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_NE(outcome.message.find("No such file"), std::string::npos);

    fs::remove_all(directory / "users/2026-11-18");
    put("users/2026-11-18", "a file where a folder should be");
    EXPECT_EQ(fetch().result, fetch_result::failed);
}

TEST_F(FolderSource, ProbesTheFolder) {
    EXPECT_EQ(folder_source{directory}.probe(slice.target, {}).result, fetch_result::report);
    const auto missing = folder_source{directory / "missing"}.probe(slice.target, {});
    EXPECT_EQ(missing.reason, reason::not_found);
}

}  // namespace
