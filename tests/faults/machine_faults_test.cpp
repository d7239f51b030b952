// The machine itself: no space left, no file handles left, a clock that is wrong.

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "tests/connectors/test_keys.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/own_postgres.hpp"

namespace {

using namespace faults;

/// A file system in memory of a size that can be changed.
class small_disk {
public:
    small_disk(const std::filesystem::path& where, const std::string& size) : where_{where} {
        std::filesystem::create_directories(where);
        mounted_ = ::mount("tmpfs", where.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, ("size=" + size).c_str()) == 0;
    }
    ~small_disk() {
        if (mounted_) ::umount2(where_.c_str(), MNT_DETACH);
    }
    small_disk(const small_disk&) = delete;
    small_disk& operator=(const small_disk&) = delete;

    /// False where the test may not mount: it needs root.
    bool mounted() const { return mounted_; }
    void resize(const std::string& size) const {
        EXPECT_EQ(::mount("tmpfs", where_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + size).c_str()), 0);
    }
    /// Leaves so much room and no more.
    void leave(std::size_t bytes) const {
        struct statvfs now {};
        EXPECT_EQ(::statvfs(where_.c_str(), &now), 0);
        resize(std::to_string((now.f_blocks - now.f_bfree) * now.f_frsize + bytes));
    }

private:
    std::filesystem::path where_;
    bool mounted_ = false;
};

#define NEEDS_MOUNT(disk) \
    if (!(disk).mounted()) GTEST_SKIP() << "mounting a small file system needs root"

class MachineFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
    }
};

TEST_P(MachineFaults, NoSpaceInTheSpool) {
    start_simulator({.users = 1500});  // megabytes a day, hundreds of kilobytes compressed
    small_disk disk{directory / "small", "128k"};
    NEEDS_MOUNT(disk);
    play({.name = "machine: no space in the spool",
          .exit_code = 3,
          .reason = "spool_failed",
          .missing = lost::some_days,
          .begin = [](fault_test& test) { test.environment["TMPDIR"] = (test.directory / "small").string(); },
          .check =
              [](fault_test& test, const outcome& result) {
                  EXPECT_GE(result.slices("failed"), 3) << "all but the Sunday, which is small";
                  EXPECT_NE(test.status(test.hit_day()).message.find("free space there"), std::string::npos);
              }});
}

TEST_P(MachineFaults, NoSpoolDirectory) {
    play({.name = "machine: the spool's directory is not there",
          .exit_code = 3,
          .reason = "spool_failed",
          .missing = lost::some_days,
          .begin = [](fault_test& test) { test.environment["TMPDIR"] = "/nonexistent"; }});
}

/// A tablespace (or the SQLite file) on a disk that has room for a few rows only.
class FullDisk : public fault_test {
protected:
    void SetUp() override {
        if (on_postgres()) server_ = std::make_unique<own_postgres>();
        fault_test::SetUp();
        start_simulator({.users = 400});
    }

    void move_database_to(const std::filesystem::path& place) {
        if (on_postgres()) {
            const std::string name = *database().value("SELECT current_database()");
            database().administer("CREATE TABLESPACE %_small LOCATION '" + place.string() + "'");
            database().administer("ALTER DATABASE % SET TABLESPACE " + name + "_small");
            return;
        }
        const std::filesystem::path file = database().url().substr(7);
        std::filesystem::copy_file(file, place / "moved.db");
        std::filesystem::remove(file);
        std::filesystem::create_symlink(place / "moved.db", file);
    }

    std::unique_ptr<own_postgres> server_;
};

TEST_P(FullDisk, OfTheDatabase) {
    const auto place = on_postgres() ? server_->make_directory("small") : directory / "small";
    small_disk disk{place, "100m"};
    NEEDS_MOUNT(disk);
    play({.name = "database: disk full",
          .exit_code = any_honest_code,  // what another worker was at meanwhile may be `interrupted`
          .missing = lost::some_days,
          .begin =
              [&](fault_test&) {
                  move_database_to(on_postgres() ? server_->make_directory("small/space") : place);
                  disk.leave(512u << 10);
              },
          .mend = [&](fault_test&) { disk.resize("200m"); },
          .check =
              [](fault_test&, const outcome& result) {
                  EXPECT_EQ(result.code(), 6);
                  EXPECT_NE(result.ended.err.find("make room"), std::string::npos) << result.ended.err;
              }});
    use_new_database();  // not on that disk
}

TEST_P(MachineFaults, ASummaryThatCannotBeWritten) {
    run_with = [&](fault_test&, const arguments&) {
        auto running =
            start({"backfill", "--as-of", day(0), "--from", day(6), "--to", day(3), "--summary", "/dev/full/x.json"});
        return finish_backfill(running);
    };
    play({.name = "machine: the summary cannot be written",
          .exit_code = 2,
          .check = [](fault_test&, const outcome& result) {
              EXPECT_NE(result.ended.err.find("check --summary"), std::string::npos) << result.ended.err;
              EXPECT_NE(result.ended.err.find("4 loaded"), std::string::npos) << "how it went is still said";
          }});
}

/// So few file handles that something is missing: whatever it is, the data is whole or not there, and the exit code
/// says so.
TEST_P(MachineFaults, NoFileHandlesLeft) {
    for (const int handles : {4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28}) {
        const std::string limit = std::to_string(handles);
        play({.name = "machine: " + limit + " file handles",
              .exit_code = any_honest_code,
              .options = {"--deadline", "4s"},  // the ladder of a connection that cannot be made takes half a minute
              .begin = [&](fault_test& test) {
                  test.launched_by = {"/usr/bin/prlimit", "--nofile=" + limit + ":" + limit};
              }});
    }
}

const std::string libfaketime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/// The time of day only: timers are not set by it.
void set_clock_off(fault_test& test, const std::string& by) {
    test.environment["LD_PRELOAD"] = libfaketime;
    test.environment["FAKETIME"] = by;
    test.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
}

/// What a wrong clock does where no clock is needed.
TEST_P(MachineFaults, ClockAnHourOff) {
    ASSERT_TRUE(std::filesystem::exists(libfaketime)) << "script/setup installs libfaketime";
    for (const std::string off : {"+1h", "-1h"})
        play({.name = "machine: clock " + off + ", with a token",
              .rules = {"on=api day=DAY times=1 status=429 retry_after=1", "on=blob day=DAY times=1 expire_link=1"},
              .begin = [&](fault_test& test) { set_clock_off(test, off); }});
}

ON_BOTH_ENGINES(MachineFaults);
ON_BOTH_ENGINES(FullDisk);

/// A GitHub App signs in with the time of day, and its tokens end.
class AppFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        const auto keys = directory / "keys";
        std::filesystem::create_directories(keys);
        holding_secrets.insert(keys);
        test_support::write_file(keys / "app.pem", test_support::rsa_key_pkcs1());
        test_support::write_file(keys / "public.pem", test_support::rsa_key_public_half());
        std::filesystem::permissions(keys / "app.pem", std::filesystem::perms{0600});
        environment.erase("GITHUB_TOKEN");
        environment["GITHUB_APP_ID"] = "12345";
        environment["GITHUB_APP_PRIVATE_KEY_FILE"] = (keys / "app.pem").string();
        start_simulator({.users = 12, .more = {"--app-id", "12345", "--app-key", (keys / "public.pem").string()}});
    }

    long tokens_made() {
        const auto calls = simulator().requests();
        return std::count_if(calls.begin(), calls.end(),
                             [](const auto& call) { return call.report == "access_tokens"; });
    }
};

TEST_P(AppFaults, AnInstallationTokenThatEndsInTheMiddleOfTheRun) {
    play({.name = "API: installation token ends in the middle of the run",
          .rules = {"on=api day=DAY times=1 revoke_tokens=1"},
          .check = [&](fault_test&, const outcome&) { EXPECT_GE(tokens_made(), 2); }});
    play({.name = "API: installation token ends before a fresh envelope",
          .rules = {"on=blob day=DAY times=1 expire_link=1", "on=api day=DAY nth=2 revoke_tokens=1"},
          .check = [&](fault_test&, const outcome&) { EXPECT_GE(tokens_made(), 2); }});
}

TEST_P(AppFaults, ClockAnHourOff) {
    ASSERT_TRUE(std::filesystem::exists(libfaketime)) << "script/setup installs libfaketime";
    for (const std::string off : {"+1h", "-1h"})
        play({.name = "machine: clock " + off + ", with a GitHub App",
              .exit_code = 4,
              .missing = lost::some_days,
              .options = {"--concurrency", "1"},
              .begin = [&](fault_test& test) { set_clock_off(test, off); },
              .check =
                  [](fault_test&, const outcome& result) {
                      EXPECT_NE(result.ended.err.find("set this machine's clock right"), std::string::npos)
                          << result.ended.err;
                      EXPECT_EQ(result.count("rows_written"), 0);
                  }});
}

ON_BOTH_ENGINES(AppFaults);

}  // namespace
