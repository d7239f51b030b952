#pragma once
// A GitHub source in front of a scripted server, with short times, and a watch over everything it says.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/github/github_source.hpp"
#include "tests/connectors/recording_sink.hpp"
#include "tests/connectors/scripted_server.hpp"

namespace test_support {

inline constexpr const char* token = "ghs_12345_aaaa.bbbb.cccc";
inline constexpr const char* signature = "sig=TOPSECRET%2Bsignature";
inline constexpr const char* envelope_path = "/orgs/octo-org/copilot/metrics/reports/users-1-day";

class GithubSource : public testing::Test {
protected:
    GithubSource() : credential{std::make_shared<connectors::github_credential>(config::secret{token})} {}

    /// After every test: nothing that was said may hold the token or a signature, and the sink was called in order.
    void TearDown() override {
        for (const std::string& message : messages) {
            EXPECT_EQ(message.find(token), std::string::npos) << message;
            EXPECT_EQ(message.find("TOPSECRET"), std::string::npos) << message;
            EXPECT_EQ(message.find("sig="), std::string::npos) << message;
            EXPECT_EQ(message.find("day="), std::string::npos) << message;
        }
        EXPECT_TRUE(sink.mistakes.empty());
    }

    connectors::github_source_options options() const {
        using namespace std::chrono_literals;
        connectors::github_source_options options;
        options.api_url = server.base();
        options.retry.unit = 1ms;
        options.http = {.connect_timeout = 1s, .first_byte_timeout = 300ms, .idle_timeout = 300ms};
        return options;
    }

    connectors::fetch_outcome fetch(const connectors::fetch_limits& limits = {}) {
        return fetch_with(options(), limits);
    }

    connectors::fetch_outcome fetch_with(const connectors::github_source_options& with,
                                         const connectors::fetch_limits& limits = {}) {
        connectors::github_source source{with, credential};
        return watched(source.fetch(slice, sink, limits));
    }

    connectors::fetch_outcome watched(connectors::fetch_outcome outcome) {
        messages.push_back(outcome.message);
        if (outcome.result == connectors::fetch_result::report) {
            EXPECT_EQ(outcome.message, "");
            EXPECT_EQ(outcome.reason, "");
            EXPECT_EQ(outcome.parts, sink.parts.size());
        } else {
            EXPECT_NE(outcome.message, "");
            EXPECT_NE(outcome.reason, "");
        }
        return outcome;
    }

    std::string link(const std::string& path) const { return server.base() + path + "?" + signature; }

    std::string envelope(const std::vector<std::string>& paths) const {
        std::string body = R"({"report_day":"2026-11-18","download_links":[)";
        for (std::size_t i = 0; i < paths.size(); ++i) body += (i == 0 ? "\"" : ",\"") + link(paths[i]) + "\"";
        return body + "]}";
    }
    /// The next envelope, or the only one, with signed links to these paths.
    void add_envelope(const std::vector<std::string>& paths) { server.add(envelope_path, {.body = envelope(paths)}); }
    void set_envelope(const std::vector<std::string>& paths) { server.set(envelope_path, {.body = envelope(paths)}); }

    scripted_server server;
    std::shared_ptr<connectors::github_credential> credential;
    schema::slice slice{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                        schema::day{2026, 11, 18}};
    recording_sink sink;
    std::vector<std::string> messages;
};

}  // namespace test_support
