#include "connectors/spool.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>

namespace {

using connectors::spool;
using connectors::spool_error;
namespace fs = std::filesystem;

class Spool : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "spool-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory = name;
    }
    void TearDown() override { fs::remove_all(directory); }

    static std::string read(const spool& from, std::size_t part) {
        std::string all;
        from.read_part(part, [&](std::string_view bytes) { all += bytes; });
        return all;
    }
    static void write_part(spool& to, std::size_t part, std::string_view bytes) {
        to.begin_part(part);
        to.write(bytes);
        to.end_part();
    }
    static std::string noise(std::size_t size) {
        std::mt19937 random{42};
        std::string bytes(size, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        return bytes;
    }

    fs::path directory;
};

TEST_F(Spool, GivesEachPartBackAnyNumberOfTimes) {
    spool parts{directory};
    const std::string big = noise(3'000'000);
    write_part(parts, 0, "one\n");
    write_part(parts, 1, "");
    parts.begin_part(2);
    for (std::size_t at = 0; at < big.size(); at += 60'001) parts.write(std::string_view{big}.substr(at, 60'001));
    parts.end_part();
    ASSERT_EQ(parts.parts(), 3U);
    for (int again = 0; again < 2; ++again) {
        EXPECT_EQ(read(parts, 2), big);
        EXPECT_EQ(read(parts, 0), "one\n");
        EXPECT_EQ(read(parts, 1), "");
    }
    EXPECT_EQ(parts.bytes_raw(), big.size() + 4);
    EXPECT_GT(parts.bytes_stored(), big.size() * 9 / 10);
}

TEST_F(Spool, CompressesAndReadsBackALongRepetition) {
    spool parts{directory};
    std::string line = "{\"user_id\":1,\"day\":\"2026-11-18\"}\n";
    std::string report;
    while (report.size() < 20'000'000) report += line;
    write_part(parts, 0, report);
    EXPECT_LT(parts.bytes_stored(), report.size() / 10);
    EXPECT_EQ(read(parts, 0), report);
}

TEST_F(Spool, ForgetsAPartThatIsBegunAgain) {
    spool parts{directory};
    write_part(parts, 0, "zero");
    parts.begin_part(1);
    parts.write(noise(1'000'000));
    parts.begin_part(1);
    parts.write("again");
    parts.end_part();
    EXPECT_EQ(parts.parts(), 2U);
    EXPECT_EQ(read(parts, 0), "zero");
    EXPECT_EQ(read(parts, 1), "again");
    EXPECT_LT(parts.bytes_stored(), 100U);
    EXPECT_EQ(parts.bytes_raw(), 9U);
}

TEST_F(Spool, ForgetsTheLaterPartsOfOneBegunAgain) {
    spool parts{directory};
    write_part(parts, 0, "zero");
    write_part(parts, 1, "one");
    write_part(parts, 0, "other");
    EXPECT_EQ(parts.parts(), 1U);
    EXPECT_EQ(read(parts, 0), "other");
}

TEST_F(Spool, CountsOnlyPartsThatHaveEnded) {
    spool parts{directory};
    parts.begin_part(0);
    parts.write("half");
    EXPECT_EQ(parts.parts(), 0U);
    EXPECT_EQ(parts.bytes_raw(), 0U);
    EXPECT_THROW(read(parts, 0), std::out_of_range);
}

TEST_F(Spool, LeavesNoFileBehind) {
    spool parts{directory};
    write_part(parts, 0, "x");
    EXPECT_TRUE(fs::is_empty(directory));
}

TEST_F(Spool, PassesTheReadersExceptionOn) {
    spool parts{directory};
    write_part(parts, 0, "x");
    EXPECT_THROW(parts.read_part(0, [](std::string_view) { throw std::logic_error("mine"); }), std::logic_error);
    EXPECT_EQ(read(parts, 0), "x");
}

TEST_F(Spool, NamesADirectoryThatItCannotUse) {
    try {
        spool parts{directory / "missing"};
        FAIL() << "no exception";
    } catch (const spool_error& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find((directory / "missing").string()), std::string::npos) << message;
        EXPECT_NE(message.find("No such file or directory"), std::string::npos) << message;
        EXPECT_NE(message.find("spool_dir"), std::string::npos) << message;
    }
}

/// A file size limit stands in for a full disk: the same path, another errno.
TEST_F(Spool, SaysWhatToDoWhenThereIsNoSpace) {
    spool parts{directory};
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100'000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    std::string message;
    try {
        write_part(parts, 0, noise(1'000'000));
    } catch (const spool_error& error) {
        message = error.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, signal_before);
    EXPECT_NE(message.find(directory.string()), std::string::npos) << message;
    EXPECT_NE(message.find("File too large"), std::string::npos) << message;
    EXPECT_NE(message.find("free space"), std::string::npos) << message;
    EXPECT_NE(message.find("TMPDIR"), std::string::npos) << message;
}

}  // namespace
