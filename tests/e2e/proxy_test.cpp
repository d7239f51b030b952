// A company's network: the vendor is reached through a CONNECT proxy and nothing else.

#include <algorithm>
#include <set>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Proxy : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        way = network::tls_proxy;
        environment["SYNC_BACKFILL_DAYS"] = "4";
    }

    std::string by() { return "the proxy 127.0.0.1:" + std::to_string(simulator().proxy_port()); }
    std::string api() { return ":" + std::to_string(simulator().api_port()); }
    std::string blob() { return ":" + std::to_string(simulator().blob_port()); }
    void sign_in_with(const std::string& user_and_password) {
        environment["HTTPS_PROXY"] =
            "http://" + user_and_password + "@127.0.0.1:" + std::to_string(simulator().proxy_port());
    }

    /// host:port of every CONNECT that was let through.
    std::set<std::string> tunnelled() {
        std::set<std::string> hosts;
        for (const auto& tunnel : simulator().tunnels())
            if (tunnel.status == 200) hosts.insert(tunnel.target);
        return hosts;
    }

    /// Nothing got through: exit 5 with these words, and no word of a password.
    void expect_barred(const std::vector<std::string>& words, const std::string& password = proxy_password) {
        const outcome result = sync();
        EXPECT_EQ(result.code(), 5) << result.ended.err;
        for (const std::string& word : words)
            EXPECT_NE(result.ended.err.find(word), std::string::npos) << word << "\n" << result.ended.err;
        EXPECT_EQ(result.ended.err.find(password), std::string::npos) << result.ended.err;
        EXPECT_EQ(status(day(1)).reason, "unreachable");
        EXPECT_EQ(status(day(1)).message.find(password), std::string::npos) << status(day(1)).message;
        EXPECT_EQ(rows("copilot_user_metrics_daily"), 0);
        EXPECT_TRUE(simulator().requests().empty());
    }
};

TEST_P(Proxy, CarriesTheApiAndTheDownloads) {
    environment["SYNC_CONCURRENCY"] = "2";
    start_simulator();
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 4);
    EXPECT_EQ(tunnelled(), (std::set<std::string>{host_behind_proxy + api(), host_behind_proxy + blob()}));
    for (const auto& tunnel : simulator().tunnels()) {
        EXPECT_EQ(tunnel.method, "CONNECT");
        EXPECT_TRUE(tunnel.authorization);
    }
    EXPECT_LE(simulator().tunnels().size(), 4u) << "one of each for a worker: connections are kept";
    for (const auto& request : simulator().requests()) EXPECT_EQ(request.authorization, request.host == "api");
}

TEST_P(Proxy, IsUsedForLoopbackAsWellButNeverForPlainHttp) {
    way = network::tls;
    start_simulator({.more = {"--proxy-port", "0"}});
    environment["HTTPS_PROXY"] = "http://127.0.0.1:" + std::to_string(simulator().proxy_port());
    const outcome secured = sync();
    EXPECT_EQ(secured.code(), 0) << secured.ended.err;
    EXPECT_EQ(tunnelled(), (std::set<std::string>{"127.0.0.1" + api(), "127.0.0.1" + blob()}));
    environment["NO_PROXY"] = "localhost,127.0.0.1";
    simulator().forget_requests();
    EXPECT_EQ(sync().code(), 0);
    EXPECT_TRUE(simulator().tunnels().empty());

    environment.erase("NO_PROXY");
    environment["HTTPS_PROXY"] = "http://127.0.0.1:9";  // nobody is there
    way = network::plain;
    start_simulator();
    const outcome plain = sync();
    EXPECT_EQ(plain.code(), 0) << plain.ended.err;
}

TEST_P(Proxy, NoProxyGoesAroundItForTheHostItNames) {
    // An address that leads here without being loopback: without the proxy as well as through it.
    public_host = "0.0.0.0";
    identity.names = "IP:0.0.0.0";
    start_simulator();
    test_support::write_file(directory / "sync.yaml",
                             "sources:\n"
                             "  - name: github\n"
                             "    type: github_copilot\n"
                             "    api_url: " +
                                 simulator().api_url() +
                                 "\n"
                                 "    token: ${GITHUB_TOKEN}\n"
                                 "    organizations: [octo-org]\n"
                                 "    download_hosts: [\"0.0.0.0" +
                                 blob() + "\"]\n");
    const arguments config{"--config", (directory / "sync.yaml").string()};
    struct wanted {
        std::string no_proxy;
        std::set<std::string> through;
    };
    for (const wanted& one : {wanted{"", {"0.0.0.0" + api(), "0.0.0.0" + blob()}},
                              wanted{"localhost, 0.0.0.0" + api(), {"0.0.0.0" + blob()}},
                              wanted{"10.0.0.0/8,0.0.0.0/8", {}}, wanted{"*", {}}}) {
        environment["NO_PROXY"] = one.no_proxy;
        const auto kept = use_new_database();
        simulator().forget_requests();
        const outcome result = sync(config);
        EXPECT_EQ(result.code(), 0) << one.no_proxy << result.ended.err;
        EXPECT_EQ(days_with_status("completed"), 4) << one.no_proxy;
        EXPECT_EQ(tunnelled(), one.through) << one.no_proxy;
    }
}

TEST_P(Proxy, AWrongPasswordIsToldWithoutShowingIt) {
    start_simulator();
    environment["SYNC_CONCURRENCY"] = "1";  // others may be on their way when the first is refused
    const std::string wrong = "wr0ng-proxy-pass-e81d";
    sign_in_with(std::string(proxy_user) + ":" + wrong);
    expect_barred({by(), "does not accept our credentials (407)", "HTTPS_PROXY"}, wrong);
    EXPECT_EQ(simulator().tunnels().size(), 1u) << "an account is locked after a few tries";
}

TEST_P(Proxy, AMissingPasswordIsTold) {
    start_simulator();
    environment["HTTPS_PROXY"] = "http://127.0.0.1:" + std::to_string(simulator().proxy_port());
    expect_barred({by(), "asks for credentials (407)", "http://user:password@host:port"});
}

TEST_P(Proxy, AHostThatIsNotAllowedIsTold) {
    start_simulator();
    set_script({"on=proxy status=403"});
    expect_barred({by(), "does not let us through to " + (host_behind_proxy + api()), "NO_PROXY"});
}

TEST_P(Proxy, AProxyThatIsNotThereIsTold) {
    start_simulator();
    environment["HTTPS_PROXY"] = std::string("http://") + proxy_user + ":" + proxy_password + "@127.0.0.1:9";
    expect_barred({"the proxy 127.0.0.1:9", "check HTTPS_PROXY", host_behind_proxy});
}

TEST_P(Proxy, AProxyThatChokesOnceIsRiddenOut) {
    start_simulator();
    set_script({"on=proxy times=1 status=502"});
    environment["SYNC_CONCURRENCY"] = "1";
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("retries"), 1);
}

TEST_P(Proxy, AnAddressThatIsNoneIsExitTwoAndItsPasswordIsNotShown) {
    start_simulator();
    for (const char* broken :
         {"socks5://u:%s@127.0.0.1:1080", "http://u:%s@127.0.0.1:70000", "http://u:%s@127.0.0.1:1/path"}) {
        std::string text = broken;
        text.replace(text.find("%s"), 2, proxy_password);
        environment["HTTPS_PROXY"] = text;
        const outcome result = sync();
        EXPECT_EQ(result.code(), 2) << broken << result.ended.err;
        EXPECT_NE(result.ended.err.find("HTTPS_PROXY"), std::string::npos) << result.ended.err;
    }
}

TEST_P(Proxy, CertificatesAreCheckedBehindItAsAnywhere) {
    identity.names = "DNS:another.example";
    start_simulator();
    expect_barred({"certificate is for another host", host_behind_proxy + api()});
}

ON_SQLITE(Proxy);

}  // namespace
