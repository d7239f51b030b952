#include "connectors/github/download_hosts.hpp"

#include <gtest/gtest.h>

namespace {

using connectors::download_hosts;
using connectors::parse_url;

bool trusts(const char* api, const char* link, std::vector<std::string> configured = {}) {
    return download_hosts{*parse_url(api), std::move(configured)}.trusts(*parse_url(link));
}

constexpr const char* github = "https://api.github.com";
constexpr const char* loopback = "http://127.0.0.1:8080";

TEST(DownloadHosts, TrustsTheBuiltInList) {
    for (const char* link :
         {"https://copilot-reports.github.com/x", "https://COPILOT-REPORTS.GITHUB.COM/x",
          "https://copilot-reports.octocorp.ghe.com/x", "https://copilot-reports-production-ab12.b01.azurefd.net/x",
          "https://usagereports01.blob.core.windows.net/x"}) {
        EXPECT_TRUE(trusts(github, link)) << link;
        EXPECT_TRUE(trusts(loopback, link)) << link;
    }
}

TEST(DownloadHosts, RefusesHostsThatOnlyLookLikeIt) {
    for (const char* link : {"https://xcopilot-reports.github.com/",
                             "https://copilot-reports.github.com.example/",
                             "https://github.com/",
                             "https://api.github.com/",
                             "https://copilot-reports.ghe.com/",
                             "https://copilot-reports.a.b.ghe.com/",
                             "https://copilot-reports..ghe.com/",
                             "https://xcopilot-reports.octocorp.ghe.com/",
                             "https://octocorp.ghe.com/",
                             "https://copilot-reports.octocorp.ghe.com.example/",
                             "https://copilot-reports.octocorpghe.com/",
                             "https://evilblob.core.windows.net.example/",
                             "https://evilblob.core.windows.net/",
                             "https://blob.core.windows.net/",
                             "https://.blob.core.windows.net/",
                             "https://a.blob.core.windows.net.example/",
                             "https://evilb01.azurefd.net/",
                             "https://a.azurefd.net/",
                             "https://10.0.0.1/",
                             "https://169.254.169.254/"}) {
        EXPECT_FALSE(trusts(github, link)) << link;
    }
}

TEST(DownloadHosts, InsistsOnHttps) {
    EXPECT_FALSE(trusts(github, "http://copilot-reports.github.com/x"));
    EXPECT_FALSE(trusts(loopback, "http://copilot-reports.github.com/x"));
    EXPECT_FALSE(trusts(github, "http://storage.example/x", {"storage.example"}));
}

TEST(DownloadHosts, FollowsLoopbackOnlyFromLoopback) {
    EXPECT_TRUE(trusts(loopback, "http://127.0.0.1:9999/x"));
    EXPECT_TRUE(trusts(loopback, "http://localhost:9999/x"));
    EXPECT_TRUE(trusts("http://[::1]:1/", "https://127.0.0.1/x"));
    EXPECT_FALSE(trusts(github, "http://127.0.0.1:9999/x"));
    EXPECT_FALSE(trusts(github, "https://localhost/x"));
    EXPECT_FALSE(trusts(github, "http://127.0.0.1/x", {"127.0.0.1"}));
}

TEST(DownloadHosts, TrustsConfiguredHosts) {
    const std::vector<std::string> configured{"Storage.Example", "exact.example:8443", "*.wild.example"};
    EXPECT_TRUE(trusts(github, "https://storage.example/x", configured));
    EXPECT_TRUE(trusts(github, "https://storage.example:444/x", configured));
    EXPECT_TRUE(trusts(github, "https://exact.example:8443/x", configured));
    EXPECT_TRUE(trusts(github, "https://a.wild.example/x", configured));
    EXPECT_FALSE(trusts(github, "https://exact.example/x", configured));
    EXPECT_FALSE(trusts(github, "https://wild.example/x", configured));
    EXPECT_FALSE(trusts(github, "https://awild.example/x", configured));
    EXPECT_FALSE(trusts(github, "https://x.storage.example/x", configured));
}

}  // namespace
