#include "sinks/postgres/postgres_errors.hpp"

#include <gtest/gtest.h>

namespace sinks::postgres {
namespace {

struct error_case {
    const char* name;
    const char* sqlstate;
    bool retryable;
    bool data;
    bool configuration;
};

TEST(PostgresError, SaysWhatToDoNext) {
    const error_case cases[] = {
        {"serialization failure", "40001", true, false, false},
        {"deadlock", "40P01", true, false, false},
        {"lock timeout", "55P03", true, false, false},
        {"statement timeout", "57014", false, false, false},
        {"server is shutting down", "57P01", true, false, false},
        {"server is starting", "57P03", true, false, false},
        {"disk full", "53100", false, false, false},
        {"too many connections", "53300", true, false, false},
        {"out of memory", "53200", true, false, false},
        {"connection failure", "08006", true, false, false},
        {"connection broke without a word", "", true, false, false},
        {"read-only server", "25006", false, false, false},
        {"wrong password", "28P01", false, false, false},
        {"no such database", "3D000", false, false, true},
        {"no right", "42501", false, false, false},
        {"no such table", "42P01", false, false, false},
        {"number out of range", "22003", false, true, false},
        {"text that is no UTF-8", "22021", false, true, false},
        {"unique violation", "23505", false, true, false},
        {"row too big for an index", "54000", false, true, false},
        {"syntax error", "42601", false, false, false},
    };
    for (const error_case& c : cases) {
        const auto error = make_error(c.sqlstate, "what the server said", "db.example.com:5432/metrics");
        EXPECT_EQ(error.retryable, c.retryable) << c.name;
        EXPECT_EQ(error.data, c.data) << c.name;
        EXPECT_EQ(error.configuration, c.configuration) << c.name;
        EXPECT_FALSE(error.in_doubt) << c.name;
        const std::string text = error.what();
        EXPECT_NE(text.find("db.example.com:5432/metrics"), std::string::npos) << text;
        EXPECT_NE(text.find("what the server said"), std::string::npos) << text;
    }
}

TEST(PostgresError, IsOneLineWhateverTheServerSays) {
    const std::string text =
        make_error("23505", "ERROR:  duplicate key\nDETAIL:  Key (a)=(1) already exists.\r\n\n", "h:1/d").what();
    EXPECT_EQ(text, "PostgreSQL at h:1/d: ERROR:  duplicate key DETAIL:  Key (a)=(1) already exists.");
}

TEST(PostgresError, GivesTheMostFittingAdviceOfAClass) {
    EXPECT_NE(std::string(make_error("53100", "x", "h").what()).find("make room"), std::string::npos);
    EXPECT_NE(std::string(make_error("53300", "x", "h").what()).find("max_connections"), std::string::npos);
    EXPECT_NE(std::string(make_error("42P01", "x", "h").what()).find("migrate"), std::string::npos);
    EXPECT_NE(std::string(make_error("57014", "x", "h").what()).find("statement_timeout"), std::string::npos);
}

TEST(PostgresError, WithoutRootCertificatesSaysWhereTheyAre) {
    const auto error = make_error("",
                                  "connection to server at \"db\", port 5432 failed: root certificate file "
                                  "\"/tmp/.postgresql/root.crt\" does not exist\nEither provide the file or change "
                                  "sslmode to disable server certificate verification.",
                                  "db:5432/metrics");
    EXPECT_FALSE(error.retryable) << "the file does not come by waiting";
    EXPECT_TRUE(error.configuration);
    EXPECT_NE(std::string(error.what()).find("add sslrootcert=/etc/ssl/certs/ca-certificates.crt to DATABASE_URL"),
              std::string::npos)
        << error.what();
    EXPECT_TRUE(make_error("", "SSL error: certificate verify failed", "db").retryable) << "of the server, not ours";
}

}  // namespace
}  // namespace sinks::postgres
