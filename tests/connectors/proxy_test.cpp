#include "connectors/http/proxy.hpp"

#include <gtest/gtest.h>

#include "connectors/http/base64.hpp"
#include "connectors/http/http_client.hpp"
#include "tests/connectors/certificates.hpp"
#include "tests/connectors/github_fixture.hpp"
#include "tests/connectors/scripted_proxy.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::scripted_proxy;
using test_support::scripted_server;

bool goes_through(const char* text, const char* no_proxy) {
    proxy_settings settings{parse_proxy("http://proxy:3128").value, parse_no_proxy(no_proxy)};
    return proxy_for(*parse_url(text), settings) != nullptr;
}

TEST(ParseProxy, ReadsWhatPeopleWrite) {
    const auto plain = parse_proxy("http://proxy.corp:3128");
    ASSERT_TRUE(plain.value) << plain.error;
    EXPECT_EQ(host_port(plain.value->where), "proxy.corp:3128");
    EXPECT_TRUE(plain.value->credentials.empty());
    EXPECT_EQ(host_port(parse_proxy("proxy:8080/").value->where), "proxy:8080");
    EXPECT_EQ(host_port(parse_proxy("HTTP://[::1]:8080").value->where), "[::1]:8080");
    const auto secret = parse_proxy("http://us%40er:p%3Ass%25@proxy:1");
    ASSERT_TRUE(secret.value) << secret.error;
    EXPECT_EQ(secret.value->credentials.expose(), "us@er:p:ss%");
    EXPECT_EQ(parse_proxy("http://user:p@ss@proxy:1").value->credentials.expose(), "user:p@ss");
}

TEST(ParseProxy, RefusesTheRestWithoutShowingSecrets) {
    for (const char* text :
         {"", "https://user:hunter2@proxy", "socks5://user:hunter2@proxy:1080", "http://", "http://user:hunter2@",
          "http://user:hunter2@pro xy", "http://user:hunter2%zz@proxy", "http://user:hunter2@proxy:99999",
          "http://user:hunter2@proxy/path", "user:hunter2%@proxy", "hunter2@x://proxy"}) {
        const auto result = parse_proxy(text);
        EXPECT_FALSE(result.value) << text;
        EXPECT_NE(result.error, "");
        EXPECT_EQ(result.error.find("hunter2"), std::string::npos) << result.error;
    }
}

TEST(ProxyFor, IsForHttpsOnlyAndForLoopbackUnlessNoProxyNamesIt) {
    EXPECT_TRUE(goes_through("https://api.github.com/x", ""));
    EXPECT_FALSE(goes_through("http://127.0.0.1/", ""));
    for (const char* text : {"https://localhost/", "https://127.0.0.1:8443/", "https://[::1]/"}) {
        EXPECT_TRUE(goes_through(text, "")) << text;
        EXPECT_FALSE(goes_through(text, "localhost,127.0.0.0/8,::1")) << text;
    }
    EXPECT_EQ(proxy_for(*parse_url("https://h/"), {}), nullptr);
}

TEST(ProxyFor, HonoursNoProxy) {
    struct direct {
        const char* no_proxy;
        const char* where;
    };
    for (const direct& one :
         {direct{"*", "https://h/"}, direct{"a,api.github.com,b", "https://api.github.com/"},
          direct{"a API.GitHub.Com", "https://api.github.com/"}, direct{"github.com", "https://api.github.com/"},
          direct{".github.com", "https://api.github.com/"}, direct{".github.com", "https://github.com/"},
          direct{"*.github.com", "https://api.github.com/"}, direct{"api.github.com:443", "https://api.github.com/"},
          direct{".github.com:8443", "https://api.github.com:8443/"}, direct{"10.1.2.3", "https://10.1.2.3/"},
          direct{"10.1.2.3:443", "https://10.1.2.3/"}, direct{"10.0.0.0/8", "https://10.255.2.3/"},
          direct{"0.0.0.0/0", "https://10.255.2.3/"}, direct{"192.168.0.128/25", "https://192.168.0.129/"},
          direct{"fd00::1", "https://[fd00::1]/"}, direct{"FD00:0::1", "https://[fd00::1]/"},
          direct{"[fd00::1]:443", "https://[fd00::1]/"}, direct{"[fd00::1]", "https://[fd00::1]/"},
          direct{"fd00::/8", "https://[fdff::1]/"}})
        EXPECT_FALSE(goes_through(one.where, one.no_proxy)) << one.no_proxy;
    for (const direct& one :
         {direct{",, ,", "https://h/"}, direct{"hub.com", "https://api.github.com/"},
          direct{"api.github.com:444", "https://api.github.com/"},
          direct{"api.github.com:x", "https://api.github.com/"}, direct{"api.github.com:", "https://api.github.com/"},
          direct{"api.github.com.example", "https://api.github.com/"}, direct{".", "https://api.github.com/"},
          direct{"10.1.2.30", "https://10.1.2.3/"}, direct{"1.2.3", "https://10.1.2.3/"},
          direct{"2.3", "https://10.1.2.3/"}, direct{"10.0.0.0/33", "https://10.1.2.3/"},
          direct{"10.0.0.0/", "https://10.1.2.3/"}, direct{"10.0.0.0/-1", "https://10.1.2.3/"},
          direct{"192.168.0.128/25", "https://192.168.0.127/"}, direct{"::/0", "https://10.1.2.3/"},
          direct{"[fd00::1", "https://[fd00::1]/"}, direct{"fd00::/129", "https://[fd00::1]/"}})
        EXPECT_TRUE(goes_through(one.where, one.no_proxy)) << one.no_proxy;
}

TEST(Base64, IsThatOfTheStandard) {
    EXPECT_EQ(base64("user:pass"), "dXNlcjpwYXNz");
    EXPECT_EQ(base64("a"), "YQ==");
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("\xfb\xff"), "+/8=");
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
}

/// A company network: https servers behind a proxy.
class Proxy : public test_support::GithubSource {
protected:
    github_source_options options_by(const scripted_proxy& proxy, const std::string& user = {}) const {
        auto with = options();
        with.retry.retries_max = 1;
        with.api_url = "https://api.company.example";
        with.http.trust.ca_file = authority.file();
        with.http.proxy.proxy = parse_proxy("http://" + user + "127.0.0.1:" + std::to_string(proxy.port())).value;
        return with;
    }
    /// The outcome of a fetch through a proxy that answers so.
    fetch_outcome answered(const std::string& answer, const std::string& user = {}) {
        const scripted_proxy proxy{secure.port(), answer};
        const auto outcome = fetch_with(options_by(proxy, user));
        EXPECT_EQ(outcome.reason, reason::unreachable) << outcome.message;
        EXPECT_EQ(outcome.extent, failure_extent::source);
        EXPECT_NE(outcome.message.find("127.0.0.1:" + std::to_string(proxy.port())), std::string::npos);
        EXPECT_EQ(outcome.message.find("hunter2"), std::string::npos) << outcome.message;
        return outcome;
    }
    test_support::certificate_authority authority;
    scripted_server secure{authority.issue({.names = "DNS:api.company.example,DNS:copilot-reports.github.com"})};
};

TEST_F(Proxy, CarriesEverythingWithoutSeeingIt) {
    const scripted_proxy proxy{secure.port()};
    secure.add(test_support::envelope_path,
               {.body = R"({"download_links":["https://copilot-reports.github.com/p?sig=TOPSECRET"]})"});
    secure.add("/p", {.body = "one\n"});
    const auto outcome = fetch_with(options_by(proxy, "us%40er:hunter2@"));
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    const auto heads = proxy.heads();
    ASSERT_EQ(heads.size(), 2U);
    EXPECT_TRUE(heads[0].starts_with("CONNECT api.company.example:443 HTTP/1.1\r\nHost: api.company.example:443\r\n"));
    EXPECT_TRUE(heads[1].starts_with("CONNECT copilot-reports.github.com:443 HTTP/1.1\r\n"));
    EXPECT_NE(heads[0].find("Proxy-Authorization: Basic " + base64("us@er:hunter2") + "\r\n"), std::string::npos);
    EXPECT_NE(heads[0].find("User-Agent: copilot-metrics-sync/"), std::string::npos);
    EXPECT_EQ(heads[0].find("Bearer"), std::string::npos);
    EXPECT_EQ(secure.requests().at(0).server_name, "api.company.example");
    EXPECT_EQ(secure.requests().at(0).header("proxy-authorization"), "");
}

TEST_F(Proxy, KeepsItsTunnelOpen) {
    const scripted_proxy proxy{secure.port()};
    secure.add(test_support::envelope_path, {.status = 204});
    github_source source{options_by(proxy), credential};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(source.fetch(slice, sink, {}).result, fetch_result::no_data);
    EXPECT_EQ(proxy.heads().size(), 1U);
}

TEST_F(Proxy, SaysWhatItsRefusalsMean) {
    const auto unknown = answered("HTTP/1.1 407 Auth\r\nContent-Length: 3\r\n\r\nno!");
    EXPECT_NE(unknown.message.find("asks for credentials (407)"), std::string::npos) << unknown.message;
    EXPECT_NE(unknown.message.find("HTTPS_PROXY"), std::string::npos);
    EXPECT_EQ(unknown.requests, 1U);
    const auto wrong = answered("HTTP/1.1 407 Auth\r\n\r\n", "user:hunter2@");
    EXPECT_NE(wrong.message.find("does not accept our credentials"), std::string::npos) << wrong.message;
    const auto forbidden = answered("HTTP/1.1 403 Forbidden\r\n\r\n");
    EXPECT_NE(forbidden.message.find("does not let us through"), std::string::npos) << forbidden.message;
    EXPECT_NE(forbidden.message.find("api.company.example:443"), std::string::npos);
    EXPECT_EQ(forbidden.requests, 1U);
    const auto gateway = answered("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    EXPECT_NE(gateway.message.find("cannot connect to api.company.example:443 (502)"), std::string::npos);
    EXPECT_EQ(gateway.requests, 2U);
    const auto other = answered("SSH-2.0-OpenSSH\r\n\r\n");
    EXPECT_NE(other.message.find("no HTTP proxy"), std::string::npos) << other.message;
    const auto talkative = answered("HTTP/1.1 200 OK\r\n\r\nand more");
    EXPECT_NE(talkative.message.find("says more"), std::string::npos) << talkative.message;
}

TEST_F(Proxy, TellsOneThatIsNotThereOrSilent) {
    auto with = options();
    with.api_url = "https://api.company.example";
    with.retry.retries_max = 1;
    with.http.proxy.proxy = parse_proxy("http://127.0.0.1:1").value;
    const auto refused = fetch_with(with);
    EXPECT_EQ(refused.reason, reason::unreachable);
    EXPECT_NE(refused.message.find("the proxy 127.0.0.1:1: "), std::string::npos) << refused.message;
    EXPECT_NE(refused.message.find("NO_PROXY"), std::string::npos);

    const scripted_proxy silent{secure.port(), {}, true};
    with = options_by(silent);
    with.http.connect_timeout = 200ms;
    const auto late = fetch_with(with);
    EXPECT_EQ(late.reason, reason::unreachable);
    EXPECT_NE(late.message.find("in time"), std::string::npos) << late.message;
}

TEST_F(Proxy, ChecksTheCertificateBehindIt) {
    const scripted_proxy proxy{secure.port()};
    auto with = options_by(proxy);
    with.api_url = "https://other.company.example";
    EXPECT_NE(fetch_with(with).message.find("another host"), std::string::npos);
}

}  // namespace
