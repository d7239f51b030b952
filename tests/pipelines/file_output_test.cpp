#include "pipelines/file_output.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pipelines {
namespace {

namespace fs = std::filesystem;

/// A folder of its own, removed with the test.
class FileOutput : public ::testing::Test {
protected:
    FileOutput()
        : folder_{fs::path(::testing::TempDir()) / ("file-output-" + std::to_string(::getpid()) + "-" +
                                                    ::testing::UnitTest::GetInstance()->current_test_info()->name())} {
        fs::create_directories(folder_);
    }
    ~FileOutput() override { fs::remove_all(folder_); }

    std::string read(const fs::path& path) const {
        std::ostringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        return text.str();
    }
    std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder_)) count += entry.is_regular_file() ? 1 : 0;
        return count;
    }

    fs::path folder_;
};

TEST_F(FileOutput, AppearsOnlyWhenItIsWhole) {
    const fs::path path = folder_ / "out.json";
    file_output out{path};
    out.write("first ");
    EXPECT_FALSE(fs::exists(path));
    out.write(std::string_view("second\0", 7));
    EXPECT_FALSE(fs::exists(path));
    out.finish();
    EXPECT_EQ(read(path), std::string("first second\0", 13));
    EXPECT_EQ(files(), 1u);
}

TEST_F(FileOutput, LeavesTheOldFileUntilThenAndReplacesItThen) {
    const fs::path path = folder_ / "out.json";
    std::ofstream(path) << "old and longer";
    file_output out{path};
    out.write("new");
    EXPECT_EQ(read(path), "old and longer");
    out.finish();
    EXPECT_EQ(read(path), "new");
}

TEST_F(FileOutput, ThatIsNotFinishedLeavesNothingBehind) {
    const fs::path path = folder_ / "out.json";
    std::ofstream(path) << "old";
    try {
        file_output out{path};
        out.write("half");
        throw std::runtime_error("in between");
    } catch (const std::runtime_error&) {
    }
    EXPECT_EQ(read(path), "old");
    EXPECT_EQ(files(), 1u);
}

TEST_F(FileOutput, MakesMissingFolders) {
    file_output out{folder_ / "a" / "b" / "out.json"};
    out.write("x");
    out.finish();
    EXPECT_EQ(read(folder_ / "a" / "b" / "out.json"), "x");
}

TEST_F(FileOutput, NamesThePathAndTheCauseWhereItCannotBeCreated) {
    std::ofstream(folder_ / "file") << "in the way";
    try {
        file_output out{folder_ / "file" / "out.json"};
        FAIL() << "created below a file";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find((folder_ / "file" / "out.json").string()), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("Not a directory"), std::string::npos) << error.what();
    }
}

TEST_F(FileOutput, ThatCannotTakeItsPlaceSaysSoAndLeavesNothing) {
    const fs::path path = folder_ / "taken";
    fs::create_directories(path / "by a folder");
    try {
        file_output out{path};
        out.write("x");
        out.finish();
        FAIL() << "replaced a folder";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
    }
    EXPECT_EQ(files(), 0u);
}

TEST_F(FileOutput, OnAFullDiskFailsAndLeavesNothing) {
    ::rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const ::rlimit small{64 << 10, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_THROW(
        {
            file_output out{folder_ / "out.ndjson"};
            out.write(std::string(256 << 10, 'x'));
            out.finish();
        },
        std::runtime_error);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(files(), 0u);
}

}  // namespace
}  // namespace pipelines
