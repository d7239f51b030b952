// The GitHub App: which assertions are good, which tokens they lead to, and what those open.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "tests/simulator/api.hpp"

namespace simulator {
namespace {

std::string to_base64_url(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text.substr(0, text.find_last_not_of('=') + 1);
}

std::int64_t now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch().count();
}

class App : public testing::Test {
protected:
    App() {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path_.c_str(), "w"), &std::fclose};
        EXPECT_EQ(PEM_write_PUBKEY(file.get(), key_.get()), 1);
    }
    ~App() override { std::filesystem::remove(path_); }

    void start(const std::vector<std::string>& more = {}) {
        std::vector<std::string> line = {"--app-key", path_.string(), "--app-id",     "12345", "--org",   "one",
                                         "--org",     "two",          "--enterprise", "one",   "--today", "2026-11-20"};
        line.insert(line.end(), more.begin(), more.end());
        world_ = std::make_unique<world>(parse_settings(line));
    }

    std::string sign(const std::string& header, const std::string& claims) {
        const std::string text = to_base64_url(header) + "." + to_base64_url(claims);
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
        std::string signature(1024, '\0');
        std::size_t length = signature.size();
        EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()), 1);
        EXPECT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                                 reinterpret_cast<const unsigned char*>(text.data()), text.size()),
                  1);
        return text + "." + to_base64_url(signature.substr(0, length));
    }
    std::string assertion(std::int64_t issued, std::int64_t expiry, const std::string& issuer = "12345") {
        return sign(R"({"alg":"RS256","typ":"JWT"})", "{\"iat\":" + std::to_string(now() + issued) +
                                                          ",\"exp\":" + std::to_string(now() + expiry) + ",\"iss\":\"" +
                                                          issuer + "\"}");
    }

    http_answer ask(const std::string& method, const std::string& path, const std::string& bearer) {
        return answer_api(*world_, {.method = method,
                                    .path = path,
                                    .query = {{"day", "2026-11-18"}},
                                    .headers = {{"authorization", "Bearer " + bearer}, {"user-agent", "test"}}});
    }
    http_answer ask_report(const std::string& scope, const std::string& bearer) {
        return ask("GET", scope + "/copilot/metrics/reports/users-1-day", bearer);
    }
    std::string token_for(const std::string& scope) {
        simdjson::dom::parser parser;
        const http_answer found = ask("GET", scope + "/installation", assertion(-60, 540));
        EXPECT_EQ(found.status, 200) << found.body;
        const std::int64_t id = parser.parse(found.body)["id"].get_int64().value();
        const http_answer issued =
            ask("POST", "/app/installations/" + std::to_string(id) + "/access_tokens", assertion(-60, 540));
        EXPECT_EQ(issued.status, 201) << issued.body;
        return std::string{parser.parse(issued.body)["token"].get_string().value()};
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_{EVP_RSA_gen(2048), &EVP_PKEY_free};
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("simulator_app_" + std::to_string(::getpid()) + ".pem");
    std::unique_ptr<world> world_;
};

TEST_F(App, TakesOnlyAssertionsThatGitHubTakes) {
    start();
    const auto status = [this](const std::string& bearer) {
        return ask("GET", "/orgs/one/installation", bearer).status;
    };
    EXPECT_EQ(status(assertion(-60, 540)), 200);
    EXPECT_EQ(status(assertion(-60, 660)), 401) << "more than ten minutes ahead";
    EXPECT_EQ(status(assertion(-700, -1)), 401) << "expired";
    EXPECT_EQ(status(assertion(60, 540)), 401) << "issued in the future";
    EXPECT_EQ(status(assertion(-60, 540, "54321")), 401) << "another App";
    EXPECT_EQ(status("no.json.token"), 401);
    EXPECT_EQ(status("ghp_personal"), 401);
    std::string forged = assertion(-60, 540);
    forged[forged.rfind('.') + 5] = forged[forged.rfind('.') + 5] == 'A' ? 'B' : 'A';
    EXPECT_EQ(status(forged), 401);
    const std::string claims =
        "{\"iat\":" + std::to_string(now()) + ",\"exp\":" + std::to_string(now() + 60) + ",\"iss\":\"12345\"}";
    EXPECT_EQ(status(sign(R"({"alg":"HS256"})", claims)), 401);
    EXPECT_EQ(status(sign(R"({"alg":"RS256"})", claims)), 200);
}

TEST_F(App, GivesATokenPerInstallationThatOpensNoOther) {
    start();
    const std::string one = token_for("/orgs/one"), two = token_for("/orgs/two"), corp = token_for("/enterprises/one");
    EXPECT_EQ(ask_report("/orgs/one", one).status, 200);
    EXPECT_EQ(ask_report("/orgs/two", one).status, 403);
    EXPECT_EQ(ask_report("/enterprises/one", one).status, 403)
        << "the organization of that name is another installation";
    EXPECT_EQ(ask_report("/orgs/two", two).status, 200);
    EXPECT_EQ(ask_report("/enterprises/one", corp).status, 200);
    EXPECT_EQ(ask_report("/orgs/one", "ghs_12345_made.up.token").status, 401);
    EXPECT_EQ(ask_report("/orgs/one", assertion(-60, 540)).status, 401) << "an assertion is no token";
}

TEST_F(App, IssuesLongTokensWithTwoDots) {
    start();
    const std::string token = token_for("/orgs/one");
    EXPECT_TRUE(token.starts_with("ghs_12345_"));
    EXPECT_NEAR(static_cast<double>(token.size()), 520, 60);
    EXPECT_EQ(std::count(token.begin(), token.end(), '.'), 2);
    EXPECT_NE(token, token_for("/orgs/one"));
}

TEST_F(App, IsNotInstalledWhereTheCommandLineSaysNothing) {
    start();
    EXPECT_EQ(ask("GET", "/orgs/three/installation", assertion(-60, 540)).status, 404);
    EXPECT_EQ(ask("GET", "/enterprises/two/installation", assertion(-60, 540)).status, 404);
    EXPECT_EQ(ask("POST", "/app/installations/1/access_tokens", assertion(-60, 540)).status, 404);
    EXPECT_EQ(ask("POST", "/orgs/one/installation", assertion(-60, 540)).status, 404);
}

TEST_F(App, TokensEndWithTheirLifeAndWhenRevoked) {
    start({"--app-token-ttl-seconds", "0"});
    EXPECT_EQ(ask_report("/orgs/one", token_for("/orgs/one")).status, 401);
    start();
    const std::string token = token_for("/orgs/one");
    world_->app.revoke_all();
    EXPECT_EQ(ask_report("/orgs/one", token).status, 401);
    EXPECT_EQ(ask_report("/orgs/one", token_for("/orgs/one")).status, 200);
}

}  // namespace
}  // namespace simulator
