// https as it is outside of tests: a private authority is enough where it is named, and a certificate that proves
// nothing is refused in words, before the token is sent.

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Tls : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        way = network::tls;
        environment["SYNC_BACKFILL_DAYS"] = "4";
    }

    std::string peer() { return "127.0.0.1:" + std::to_string(simulator().api_port()); }

    /// A run that ends with 5, says every one of `words` and the host on stderr and in the first day's row, has asked
    /// nothing and loaded nothing.
    void expect_refused(const std::vector<std::string>& words) {
        const outcome result = sync();
        EXPECT_EQ(result.code(), 5) << result.ended.err;
        EXPECT_LT(result.ended.took, std::chrono::seconds{10}) << "trying again does not make it trustworthy";
        for (const std::string& word : with(words, {peer()})) {
            EXPECT_NE(result.ended.err.find(word), std::string::npos) << word << "\n" << result.ended.err;
            EXPECT_NE(status(day(1)).message.find(word), std::string::npos) << word << "\n" << status(day(1)).message;
        }
        EXPECT_EQ(status(day(1)).status, "failed");
        EXPECT_EQ(status(day(1)).reason, "unreachable");
        EXPECT_EQ(days_with_status("completed"), 0);
        EXPECT_EQ(rows("copilot_user_metrics_daily"), 0);
        EXPECT_TRUE(simulator().requests().empty()) << "not even the token was sent";
    }
};

TEST_P(Tls, APrivateAuthorityIsEnoughForApiAndDownloads) {
    start_simulator();
    ASSERT_TRUE(environment["GITHUB_API_URL"].starts_with("https://"));
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 4);
    int api = 0, blob = 0;
    for (const auto& request : simulator().requests()) {
        EXPECT_EQ(request.authorization, request.host == "api");
        ++(request.host == "api" ? api : blob);
    }
    EXPECT_EQ(api, 4);
    EXPECT_EQ(blob, 4);

    const auto secured = dump_tables(database());
    const auto kept = use_new_database();
    way = network::plain;
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(difference(dump_tables(database()), secured), "");
}

TEST_P(Tls, AnExpiredCertificateIsRefusedInWords) {
    identity.begins_days = -30;
    identity.ends_days = -1;
    start_simulator();
    expect_refused({"certificate has expired", "has to renew it", "clock"});
}

TEST_P(Tls, ACertificateOfTheFutureIsRefusedInWords) {
    identity.begins_days = 2;
    start_simulator();
    expect_refused({"certificate is not valid yet", "check this machine's clock"});
}

TEST_P(Tls, ASelfSignedCertificateIsRefusedInWords) {
    identity.self_signed = true;
    start_simulator();
    expect_refused({"certificate is self-signed", "SSL_CERT_FILE"});
}

TEST_P(Tls, ACertificateForAnotherHostIsRefusedInWords) {
    identity.names = "DNS:api.elsewhere.example,IP:127.0.0.2";
    start_simulator();
    expect_refused({"certificate is for another host", "check the host name in the URL"});
}

TEST_P(Tls, AnAuthorityThatNobodyNamedIsRefusedInWords) {
    start_simulator();
    const test_support::certificate_authority another{"Somebody Else's CA"};
    environment["SSL_CERT_FILE"] = another.file().string();
    expect_refused({"an authority that this machine does not know", "SSL_CERT_FILE"});
    environment.erase("SSL_CERT_FILE");  // the system's own do not know it either
    expect_refused({"an authority that this machine does not know", "ca-certificates"});
}

TEST_P(Tls, AFileOfAuthoritiesThatIsNoneIsNamedWithItsPath) {
    start_simulator();
    for (const std::string& path : {std::string("/nowhere/ca.pem"), std::string("/etc/passwd")}) {
        environment["SSL_CERT_FILE"] = path;
        const outcome result = sync();
        EXPECT_TRUE(result.code() == 2 || result.code() == 5) << result.code() << result.ended.err;
        for (const std::string& word : {std::string("SSL_CERT_FILE"), path})
            EXPECT_NE(result.ended.err.find(word), std::string::npos) << word << "\n" << result.ended.err;
        EXPECT_LT(result.ended.took, std::chrono::seconds{10});
    }
    EXPECT_TRUE(simulator().requests().empty());
}

ON_SQLITE(Tls);

}  // namespace
