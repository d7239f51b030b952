// https against servers whose certificates are good and bad.
#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "connectors/http/http_client.hpp"
#include "tests/connectors/blunt_server.hpp"
#include "tests/connectors/certificates.hpp"
#include "tests/connectors/github_fixture.hpp"
#include "tests/connectors/scripted_server.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::certificate_authority;
using test_support::certificate_plan;
using test_support::scripted_server;
using test_support::server_identity;

struct collector final : response_handler {
    std::string body;
    bool on_header(int, const http_headers&) override { return true; }
    bool on_body(std::string_view bytes) override { return body += bytes, true; }
};

class Tls : public testing::Test {
protected:
    http_options options() const {
        http_options options{.first_byte_timeout = 300ms, .idle_timeout = 300ms};
        options.handshake_timeout = 300ms;
        options.trust.ca_file = authority.file();
        return options;
    }
    http_result get(const std::string& text) {
        got = {};
        return client.get({*parse_url(text), {}}, got, {});
    }
    certificate_authority authority;
    http_client client{options()};
    collector got;
};

TEST_F(Tls, ReadsFromAServerThatItsTrustVouchesFor) {
    scripted_server server{authority.issue()};
    server.add("/a", {.body = std::string(1'000'000, 'x')});
    server.add("/b", {.body = "b", .chunked = true});
    for (const char* path : {"/a", "/b", "/a"}) {
        const auto result = get(server.base() + path);
        EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    }
    EXPECT_EQ(got.body.size(), 1'000'000U);
    for (const auto& request : server.requests()) {
        EXPECT_EQ(request.connection, 0);  // one handshake for all
        EXPECT_EQ(request.protocol, "http/1.1");
        EXPECT_EQ(request.server_name, "");  // an address is no server name
    }
}

TEST_F(Tls, NamesTheServerItMeans) {
    scripted_server server{authority.issue({.names = "DNS:localhost"})};
    server.add("/a", {.body = "1"});
    const auto result = get("https://localhost:" + std::to_string(server.port()) + "/a");
    EXPECT_EQ(result.failure, http_failure::none) << result.detail;
    EXPECT_EQ(server.requests().at(0).server_name, "localhost");
}

TEST_F(Tls, RefusesBadCertificatesInWords) {
    const certificate_authority stranger{"Another CA"};
    const certificate_authority impostor;  // of the same name, with another key
    struct bad {
        server_identity identity;
        const char* words;
        const char* advice;
    };
    for (const bad& one : {bad{authority.issue({.begins_days = -9, .ends_days = -1}), "has expired", "renew"},
                           bad{authority.issue({.begins_days = 1}), "not valid yet", "clock"},
                           bad{authority.issue({.self_signed = true}), "self-signed", "SSL_CERT_FILE"},
                           bad{stranger.issue(), "authority that this machine does not know", "SSL_CERT_FILE"},
                           bad{impostor.issue(), "authority that this machine does not know", "SSL_CERT_FILE"},
                           bad{authority.issue({.names = "DNS:api.github.com"}), "another host", "host name"},
                           bad{authority.issue({.names = "IP:127.0.0.2"}), "another host", "host name"},
                           bad{authority.issue({.names = "DNS:127.0.0.1"}), "another host", "host name"}}) {
        scripted_server server{one.identity};
        server.add("/a", {.body = "1"});
        const auto result = get(server.base() + "/a");
        EXPECT_EQ(result.failure, http_failure::certificate) << result.detail;
        EXPECT_NE(result.detail.find(one.words), std::string::npos) << result.detail;
        EXPECT_NE(result.advice.find(one.advice), std::string::npos) << result.advice;
        EXPECT_TRUE(server.requests().empty());
    }
}

TEST_F(Tls, RefusesAWildcardThatIsNotAWholeLabel) {
    scripted_server server{authority.issue({.names = "DNS:local*"})};
    EXPECT_EQ(get("https://localhost:" + std::to_string(server.port()) + "/").failure, http_failure::certificate);
}

TEST_F(Tls, RefusesOldVersionsOfTheProtocol) {
    const server_identity old = authority.issue();
    SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
    SSL_CTX_set_security_level(old.get(), 0);
    scripted_server server{old};
    const auto result = get(server.base() + "/a");
    EXPECT_EQ(result.failure, http_failure::not_tls);
    EXPECT_NE(result.detail.find("1.2"), std::string::npos) << result.detail;
}

TEST_F(Tls, TellsAServerThatSpeaksNoTls) {
    scripted_server plain;
    const auto silent = get("https://127.0.0.1:" + std::to_string(plain.port()) + "/a");
    EXPECT_EQ(silent.failure, http_failure::handshake_timeout) << silent.detail;
    EXPECT_NE(silent.detail.find("127.0.0.1:"), std::string::npos);

    test_support::blunt_server blunt{"HTTP/1.1 400 Bad Request\r\n\r\n"};
    const auto result = get("https://127.0.0.1:" + std::to_string(blunt.port()) + "/a");
    EXPECT_EQ(result.failure, http_failure::not_tls) << result.detail;
    EXPECT_NE(result.detail.find("does not speak TLS"), std::string::npos) << result.detail;

    test_support::blunt_server mute{""};
    const auto closed = get("https://127.0.0.1:" + std::to_string(mute.port()) + "/a");
    EXPECT_EQ(closed.failure, http_failure::handshake) << closed.detail;
}

TEST_F(Tls, TakesATruncatedBodyForCut) {
    scripted_server server{authority.issue()};
    server.add("/cut", {.body = "0123456789", .stop_after = 4});
    server.add("/open-cut", {.body = "0123456789", .with_length = false, .stop_after = 4});
    server.add("/open", {.body = "0123456789", .with_length = false});
    EXPECT_EQ(get(server.base() + "/cut").failure, http_failure::cut);
    EXPECT_EQ(got.body, "0123");
    EXPECT_EQ(get(server.base() + "/open-cut").failure, http_failure::cut);
    const auto whole = get(server.base() + "/open");
    EXPECT_EQ(whole.failure, http_failure::none) << whole.detail;
    EXPECT_FALSE(whole.length_known);
}

TEST_F(Tls, RedialsADeadIdleConnectionInSilence) {
    scripted_server server{authority.issue()};
    server.add("/a", {.body = "1", .close = true});
    EXPECT_EQ(get(server.base() + "/a").failure, http_failure::none);
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(get(server.base() + "/a").failure, http_failure::none);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(Tls, EndsAHandshakeOnAStopRequestAndAtTheDeadline) {
    http_client patient;
    scripted_server plain;
    const http_request request{*parse_url("https://127.0.0.1:" + std::to_string(plain.port()) + "/a"), {}};
    std::stop_source stop;
    std::thread other{[&] {
        std::this_thread::sleep_for(50ms);
        stop.request_stop();
    }};
    EXPECT_EQ(patient.get(request, got, {stop.get_token(), {}}).failure, http_failure::stopped);
    other.join();
    const auto soon = std::chrono::steady_clock::now() + 50ms;
    EXPECT_EQ(patient.get(request, got, {{}, soon}).failure, http_failure::deadline);
}

/// Sets a variable for the time of a test.
struct variable {
    const char* name;
    variable(const char* of, const std::string& value) : name{of} { ::setenv(of, value.c_str(), 1); }
    ~variable() { ::unsetenv(name); }
};

TEST_F(Tls, TrustsTheFileOfTheEnvironment) {
    scripted_server server{authority.issue()};
    server.add("/a", {.body = "1"});
    {
        http_client by_system;
        EXPECT_EQ(by_system.get({*parse_url(server.base() + "/a"), {}}, got, {}).failure, http_failure::certificate);
    }
    const variable file{"SSL_CERT_FILE", authority.file()};
    http_client by_file;
    EXPECT_EQ(by_file.get({*parse_url(server.base() + "/a"), {}}, got, {}).failure, http_failure::none);
}

TEST_F(Tls, TrustsTheDirectoryOfTheEnvironment) {
    scripted_server server{authority.issue()};
    server.add("/a", {.body = "1"});
    const std::filesystem::path directory = authority.file().string() + ".d";
    std::filesystem::create_directory(directory);
    std::filesystem::copy_file(authority.file(), directory / authority.name_in_directory());
    {
        const variable trusted{"SSL_CERT_DIR", directory};
        http_client by_directory;
        EXPECT_EQ(by_directory.get({*parse_url(server.base() + "/a"), {}}, got, {}).failure, http_failure::none);
    }
    std::filesystem::remove_all(directory);
}

TEST_F(Tls, NamesATrustFileThatCannotBeRead) {
    scripted_server server{authority.issue()};
    const std::string empty = authority.file().string() + ".empty";
    std::ofstream{empty} << "nothing\n";
    for (const std::string& path : {std::string{"/no/such/ca.pem"}, empty}) {
        const variable file{"SSL_CERT_FILE", path};
        http_client by_file;
        const auto result = by_file.get({*parse_url(server.base() + "/a"), {}}, got, {});
        EXPECT_EQ(result.failure, http_failure::not_sent);
        EXPECT_NE(result.detail.find(path), std::string::npos) << result.detail;
        EXPECT_NE(result.advice.find("SSL_CERT_FILE"), std::string::npos);
    }
    http_options named;
    named.trust.ca_file = empty;
    http_client by_option{named};
    const auto result = by_option.get({*parse_url(server.base() + "/a"), {}}, got, {});
    EXPECT_NE(result.detail.find(empty + " (SSL_CERT_FILE)"), std::string::npos) << result.detail;
    std::filesystem::remove(empty);
}

using TlsSource = test_support::GithubSource;

TEST_F(TlsSource, GivesUpTheSourceAtOnceOverACertificate) {
    const certificate_authority authority;
    scripted_server secure{authority.issue({.self_signed = true})};
    auto with = options();
    with.api_url = secure.base();
    with.http.trust.ca_file = authority.file();
    const auto outcome = fetch_with(with);
    EXPECT_EQ(outcome.reason, reason::unreachable);
    EXPECT_EQ(outcome.extent, failure_extent::source);
    EXPECT_EQ(outcome.retries, 0U);
    EXPECT_NE(outcome.message.find("127.0.0.1:" + std::to_string(secure.port())), std::string::npos);
    EXPECT_NE(outcome.message.find("self-signed"), std::string::npos) << outcome.message;
    EXPECT_NE(outcome.message.find("SSL_CERT_FILE"), std::string::npos) << outcome.message;
    EXPECT_EQ(outcome.message.find("firewall"), std::string::npos) << outcome.message;
}

TEST_F(TlsSource, ClimbsTheLadderOverHandshakesThatBreak) {
    test_support::blunt_server mute{""};
    auto with = options();
    with.api_url = "https://127.0.0.1:" + std::to_string(mute.port());
    const auto outcome = fetch_with(with);
    EXPECT_EQ(outcome.reason, reason::unreachable);
    EXPECT_EQ(outcome.retries, 5U);
}

TEST_F(TlsSource, ReadsAReportOverTls) {
    const certificate_authority authority;
    scripted_server secure{authority.issue()};
    secure.add(test_support::envelope_path, {.body = "{\"download_links\":[\"" + secure.base() + "/p?s\"]}"});
    secure.add("/p", {.body = "one\n"});
    auto with = options();
    with.api_url = secure.base();
    with.http.trust.ca_file = authority.file();
    const auto outcome = fetch_with(with);
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
}

}  // namespace
