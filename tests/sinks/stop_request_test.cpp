// A stop request ends what a session is at, whatever it waits for: another program's lock, or a server that is silent.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class StopRequest : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open();
        write("CREATE TABLE t (id bigint PRIMARY KEY)");
        write("INSERT INTO t VALUES (1)");
        other = scratch->connect()->open();  // another program: it does not know of our writers
        other->begin_write();
        other->execute("UPDATE t SET id = 2");
    }
    void write(const std::string& sql) {
        transaction tx{*session, transaction::kind::write};
        session->execute(sql);
        tx.commit();
    }
    /// Waits for the row that the other program holds.
    void wait_for_the_row() {
        session->begin_write();
        session->execute("UPDATE t SET id = 3 WHERE id = 1");
    }
    std::unique_ptr<sql_session> session;
    std::unique_ptr<sql_session> other;
};
BOTH_ENGINES(StopRequest);

TEST_P(StopRequest, EndsAWaitForALock) {
    std::stop_source stop;
    session->obey(stop.get_token(), stop.get_token());
    std::thread later{[&] {
        std::this_thread::sleep_for(300ms);
        stop.request_stop();
    }};
    const auto begin = steady_clock::now();
    try {
        wait_for_the_row();
        ADD_FAILURE() << "it did not wait";
    } catch (const sink_error& error) {
        EXPECT_TRUE(error.interrupted) << error.what();
        EXPECT_FALSE(error.data);
    }
    later.join();
    EXPECT_GE(steady_clock::now() - begin, 250ms);
    EXPECT_LT(steady_clock::now() - begin, 5s);
    session.reset();
    other->commit();
    const auto after = scratch->connect()->open();
    EXPECT_EQ(rows_of(*after, "SELECT id FROM t"), std::vector<std::string>{"2"}) << "nothing of ours";
}

TEST_P(StopRequest, IsNoneForASessionThatDoesNotObey) {
    std::stop_source stop;
    stop.request_stop();
    other->rollback();
    wait_for_the_row();
    session->commit();
    EXPECT_EQ(rows_of(*session, "SELECT id FROM t"), std::vector<std::string>{"3"});
}

TEST_P(StopRequest, ThatHasComeAlreadyEndsTheNextStatement) {
    std::stop_source stop;
    stop.request_stop();
    session->obey(stop.get_token(), stop.get_token());
    EXPECT_THROW(wait_for_the_row(), sink_error);
}

TEST_P(StopRequest, ThatComesBetweenTwoStatementsLeavesTimeForLastWords) {
    other->rollback();
    std::stop_source stop, last;
    session->obey(stop.get_token(), last.get_token());
    session->begin_write();
    session->execute("UPDATE t SET id = 3");
    stop.request_stop();
    session->execute("UPDATE t SET id = 4");
    session->commit();
    EXPECT_EQ(rows_of(*session, "SELECT id FROM t"), std::vector<std::string>{"4"});
    last.request_stop();
    session->rollback();
    other->begin_write();
    other->execute("UPDATE t SET id = 5");
    EXPECT_THROW(wait_for_the_row(), sink_error);
}

TEST(SilentServer, IsNotWaitedForLongerThanToldBriefly) {
    const auto directory = std::filesystem::temp_directory_path() / ("silent." + std::to_string(::getpid()));
    std::filesystem::create_directories(directory);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (directory / ".s.PGSQL.5432").c_str());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 8), 0);
    const std::string url = "postgresql:///x?user=y&port=5432&host=" + directory.string();
    for (const auto& [more, brief, seconds] :
         {std::tuple{"", true, 2s}, std::tuple{"&connect_timeout=30", true, 2s},
          std::tuple{"&connect_timeout=3", false, 3s}, std::tuple{"", false, 7s}}) {
        const auto database = make_database(config::secret{url + more});
        const auto begin = steady_clock::now();
        try {
            brief ? database->open_briefly() : database->open();
            ADD_FAILURE() << "let in";
        } catch (const sink_error& error) {
            EXPECT_TRUE(error.retryable) << error.what();
        }
        EXPECT_GE(steady_clock::now() - begin, seconds - 1s) << more;
        EXPECT_LT(steady_clock::now() - begin, seconds + 2s) << more;
    }
    ::close(listener);
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace sinks::testing
