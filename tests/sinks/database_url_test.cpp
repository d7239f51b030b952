#include <gtest/gtest.h>

#include "sinks/database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks {
namespace {

sink_error refusal_of(const std::string& url) {
    try {
        make_database(config::secret{url});
    } catch (const sink_error& error) {
        return error;
    }
    ADD_FAILURE() << url << " was accepted";
    return sink_error{""};
}

TEST(DatabaseUrl, ChoosesTheEngine) {
    EXPECT_EQ(make_database(config::secret{"postgresql://user@host/db"})->engine(), engine::postgresql);
    EXPECT_EQ(make_database(config::secret{"postgres://user@host/db"})->engine(), engine::postgresql);
    EXPECT_EQ(make_database(config::secret{"sqlite:metrics.db"})->engine(), engine::sqlite);
}

TEST(DatabaseUrl, NamesASqliteFileInEverySpelling) {
    EXPECT_EQ(make_database(config::secret{"sqlite:metrics.db"})->description(), "metrics.db");
    EXPECT_EQ(make_database(config::secret{"sqlite:/var/metrics.db"})->description(), "/var/metrics.db");
    EXPECT_EQ(make_database(config::secret{"sqlite:///var/metrics.db"})->description(), "/var/metrics.db");
}

TEST(DatabaseUrl, OfAnotherKindIsAConfigurationErrorThatShowsTheRightOnes) {
    for (const char* url : {"", "mysql://user:hunter2@host/db", "metrics.db", "/var/metrics.db", "SQLITE:x", "sqlite",
                            "user=x password=hunter2 host=y"}) {
        const auto error = refusal_of(url);
        EXPECT_TRUE(error.configuration) << url;
        EXPECT_NE(std::string(error.what()).find("postgresql://"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("sqlite:"), std::string::npos) << error.what();
        EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos) << error.what();
    }
}

TEST(DatabaseUrl, NeedsASqliteFileThatOutlivesTheRun) {
    for (const char* url : {"sqlite:", "sqlite::memory:"}) EXPECT_TRUE(refusal_of(url).configuration) << url;
}

TEST(DatabaseUrl, ThatLibpqCannotReadIsRefusedWithoutBeingShown) {
    for (const char* url : {"postgresql://user:hunter2%zz@host/db", "postgresql://user:hunter2@host/db?nonsense=1",
                            "postgresql://user:hunter2@[::1/db"}) {
        const auto error = refusal_of(url);
        EXPECT_TRUE(error.configuration) << url;
        EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos) << error.what();
    }
}

TEST(DatabaseDescription, HasHostPortAndDatabaseButNoPassword) {
    const auto text =
        make_database(config::secret{"postgresql://user:hunter2@db.example.com:6432/metrics"})->description();
    EXPECT_EQ(text, "db.example.com:6432/metrics");
    const auto socket = make_database(config::secret{"postgresql:///metrics?host=/run/pg&port=6432&password=hunter2"});
    EXPECT_EQ(socket->description(), "/run/pg:6432/metrics");
}

}  // namespace
}  // namespace sinks
