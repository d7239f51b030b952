#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fake_postgres.hpp"
#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

namespace fs = std::filesystem;

sink_error failure_of(const std::string& url) {
    try {
        const auto session = make_database(config::secret{url})->open();
        session->begin_write();
        session->execute_script("CREATE TABLE t (a text)");
    } catch (const sink_error& error) {
        return error;
    }
    ADD_FAILURE() << url << " could be used";
    return sink_error{""};
}

bool says(const sink_error& error, const std::string& text) {
    return std::string(error.what()).find(text) != std::string::npos;
}

TEST(UnreachablePostgres, IsNamedWithHostAndPortAndWithoutPassword) {
    for (const char* host : {"127.0.0.1", "no-such-host.invalid"}) {
        const auto error = failure_of(std::string("postgresql://user:hunter2@") + host +
                                      ":1/metrics?connect_timeout=5&sslmode=disable");
        EXPECT_TRUE(error.retryable) << error.what();
        EXPECT_FALSE(error.configuration);
        EXPECT_TRUE(says(error, std::string(host) + ":1/metrics")) << error.what();
        EXPECT_FALSE(says(error, "hunter2")) << error.what();
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    }
}

TEST(UnreachablePostgres, OnASocketIsNamedByItsFolder) {
    const auto error = failure_of("postgresql:///metrics?host=/nonexistent&port=5999&password=hunter2");
    EXPECT_TRUE(error.retryable);
    EXPECT_TRUE(says(error, "/nonexistent:5999/metrics")) << error.what();
    EXPECT_FALSE(says(error, "hunter2")) << error.what();
}

TEST(RefusedLogin, SaysThatWaitingDoesNotHelp) {
    const fake_postgres server{"28P01", "password authentication failed for user \"user\""};
    const auto error = failure_of("postgresql://user:hunter2@127.0.0.1:" + std::to_string(server.port()) +
                                  "/metrics?sslmode=disable&gssencmode=disable");
    EXPECT_FALSE(error.retryable) << error.what();
    EXPECT_TRUE(says(error, "password authentication failed")) << error.what();
    EXPECT_TRUE(says(error, "check user name and password")) << error.what();
    EXPECT_FALSE(says(error, "hunter2")) << error.what();
}

TEST(StartingServer, IsWaitedFor) {
    const fake_postgres server{"57P03", "the database system is starting up"};
    const auto error = failure_of("postgresql://user:x@127.0.0.1:" + std::to_string(server.port()) +
                                  "/metrics?sslmode=disable&gssencmode=disable");
    EXPECT_TRUE(error.retryable) << error.what();
    EXPECT_TRUE(says(error, "starting up")) << error.what();
}

TEST(MissingDatabase, IsAMatterOfConfigurationAndSaysHowToMakeOne) {
    ASSERT_NO_FATAL_FAILURE(require_postgres());
    const auto error = failure_of(postgres_url("dbname=no_such_database"));
    EXPECT_TRUE(error.configuration) << error.what();
    EXPECT_FALSE(error.retryable);
    EXPECT_TRUE(says(error, "no_such_database")) << error.what();
    EXPECT_TRUE(says(error, "createdb")) << error.what();
}

TEST(MissingRole, SaysToCheckTheUserName) {
    ASSERT_NO_FATAL_FAILURE(require_postgres());
    const auto error = failure_of(postgres_url("user=no_such_role"));
    EXPECT_FALSE(error.retryable);
    EXPECT_TRUE(says(error, "no_such_role")) << error.what();
    EXPECT_TRUE(says(error, "check user name")) << error.what();
}

/// A folder of its own for files that are no databases.
class SqliteFile : public ::testing::Test {
protected:
    SqliteFile() : folder_{fs::path(::testing::TempDir()) / ("sqlite-file-" + std::to_string(::getpid()))} {
        fs::create_directories(folder_);
    }
    ~SqliteFile() override { fs::remove_all(folder_); }
    std::string url(const std::string& name) const { return "sqlite:" + (folder_ / name).string(); }
    fs::path folder_;
};

TEST_F(SqliteFile, InAMissingFolderIsAMatterOfConfiguration) {
    const auto error = failure_of(url("missing/metrics.db"));
    EXPECT_TRUE(error.configuration);
    EXPECT_TRUE(says(error, (folder_ / "missing/metrics.db").string())) << error.what();
    EXPECT_TRUE(says(error, "check that its directory exists and is writable")) << error.what();
}

TEST_F(SqliteFile, ThatIsAFolderIsAMatterOfConfiguration) {
    fs::create_directories(folder_ / "metrics.db");
    const auto error = failure_of(url("metrics.db"));
    EXPECT_TRUE(error.configuration) << error.what();
    EXPECT_TRUE(says(error, "metrics.db")) << error.what();
}

TEST_F(SqliteFile, ThatIsAnotherKindOfFileSaysSoAndIsLeftAlone) {
    const std::string text(4096, 'x');
    std::ofstream(folder_ / "metrics.db") << text;
    const auto error = failure_of(url("metrics.db"));
    EXPECT_TRUE(error.configuration) << error.what();
    EXPECT_FALSE(error.retryable);
    EXPECT_TRUE(says(error, "another kind of file")) << error.what();
    EXPECT_EQ(fs::file_size(folder_ / "metrics.db"), text.size());
}

TEST_F(SqliteFile, ThatCannotBeWrittenSaysSo) {
    std::ofstream(folder_ / "metrics.db").flush();
    ::chmod((folder_ / "metrics.db").c_str(), 0444);
    ::chmod(folder_.c_str(), 0555);
    const auto nobody = 65534;  // root may write everywhere: the attempt is made as somebody who may not
    const bool root = ::geteuid() == 0;
    if (root) {
        ASSERT_EQ(::seteuid(nobody), 0);
    }
    const auto error = failure_of(url("metrics.db"));
    if (root) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    ::chmod(folder_.c_str(), 0700);
    EXPECT_FALSE(error.retryable);
    EXPECT_TRUE(says(error, "writable")) << error.what();
}

TEST_F(SqliteFile, IsNotThereBeforeSomebodyOpensIt) {
    const auto database = make_database(config::secret{url("metrics.db")});
    EXPECT_FALSE(database->exists());
    EXPECT_FALSE(fs::exists(folder_ / "metrics.db"));
    (void)database->open();
    EXPECT_TRUE(database->exists());
}

}  // namespace
}  // namespace sinks::testing
