#pragma once
// An Augment source in front of a scripted server, with short times and a clock turned by hand.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/augment/augment_source.hpp"
#include "tests/connectors/hand_clock.hpp"
#include "tests/connectors/recording_sink.hpp"
#include "tests/connectors/scripted_server.hpp"

namespace test_support {

inline constexpr const char* augment_token = "augment-token-9f1c";
inline const std::string augment_base = "/analytics/v0/";

/// Rows into an answer of an endpoint about these days.
struct augment_answers {
    static std::string metadata(const std::string& first, const std::string& last, const std::string& more) {
        return R"("metadata":{"effective_start_date":")" + first + R"(","effective_end_date":")" + last +
               R"(","effective_date":")" + last + "\"" + more + "}}";
    }
    static std::string joined(const std::vector<std::string>& rows) {
        std::string text;
        for (const std::string& row : rows) text += (text.empty() ? "" : ",") + row;
        return "[" + text + "]";
    }
    /// Of one of the two paged endpoints; `next` is the cursor of a further page.
    static std::string page(const std::string& member, const std::vector<std::string>& rows,
                            const std::string& next = "", const std::string& day = "2026-11-18") {
        const std::string count = std::to_string(rows.size());
        return "{\"" + member + "\":" + joined(rows) + R"(,"pagination":{"next_cursor":")" + next + R"(","has_more":)" +
               (next.empty() ? "false" : "true") + "}," +
               metadata(day, day, R"(,"returned_user_count":)" + count + R"(,"returned_record_count":)" + count);
    }
    static std::string users(const std::vector<std::string>& rows, const std::string& next = "") {
        return page("users", rows, next);
    }
    static std::string records(const std::vector<std::string>& rows, const std::string& next = "") {
        return page("records", rows, next);
    }
    static std::string totals(const std::string& member, const std::vector<std::string>& rows, const std::string& first,
                              const std::string& last) {
        return "{\"" + member + "\":" + joined(rows) + "," +
               metadata(first, last, R"(,"total_days":)" + std::to_string(rows.size()));
    }
    static std::string active(const std::vector<std::string>& rows, const std::string& first = "2026-11-18",
                              const std::string& last = "2026-11-18") {
        return totals("daily_active_user_counts", rows, first, last);
    }
    static std::string usage(const std::vector<std::string>& rows, const std::string& first = "2026-11-18",
                             const std::string& last = "2026-11-18") {
        return totals("daily_usage", rows, first, last);
    }
};

class AugmentSource : public testing::Test, protected augment_answers {
protected:
    AugmentSource()
        : account{std::make_shared<connectors::augment_account>(config::secret{augment_token}, clock)},
          source{options(), account} {
        // what is not said otherwise: nobody, and nothing published
        serve("user-activity", users({}));
        serve("daily-user-activity-by-editor-language", records({}));
        serve("dau-count", active({}));
        serve("daily-usage", usage({}));
    }

    /// After every test: nothing that was said holds the token, every call was a GET with it, and the sink was called
    /// in order.
    void TearDown() override {
        for (const std::string& message : messages)
            EXPECT_EQ(message.find(augment_token), std::string::npos) << message;
        for (const auto& request : server.requests()) {
            EXPECT_EQ(request.method, "GET") << request.target;
            EXPECT_EQ(request.header("authorization"), std::string("Bearer ") + augment_token) << request.target;
        }
        EXPECT_TRUE(sink.mistakes.empty());
    }

    connectors::augment_source_options options() const {
        using namespace std::chrono_literals;
        connectors::augment_source_options options;
        options.api_url = server.base();
        options.retry.unit = 1ms;
        options.http.connect_timeout = 1s;
        options.http.first_byte_timeout = 300ms;
        options.http.idle_timeout = 300ms;
        return options;
    }

    void serve(const std::string& list, const std::string& body) { server.set(augment_base + list, {.body = body}); }
    void serve(const std::string& list, reply answer) { server.set(augment_base + list, std::move(answer)); }
    /// One page after the other.
    void serve_pages(const std::string& list, const std::vector<std::string>& bodies) {
        server.set(augment_base + list, {.body = bodies.at(0)});
        for (std::size_t i = 1; i < bodies.size(); ++i) server.add(augment_base + list, {.body = bodies[i]});
    }

    connectors::fetch_outcome fetch(schema::dataset dataset, schema::day asked,
                                    const connectors::fetch_limits& limits = {}) {
        sink = {};
        const schema::slice slice{{"augment", {schema::scope_kind::organization, "acme"}, dataset}, asked};
        auto outcome = source.fetch(slice, sink, limits);
        messages.push_back(outcome.message);
        EXPECT_EQ(outcome.vendor, config::source_type::augment);
        if (outcome.result == connectors::fetch_result::report) {
            EXPECT_EQ(outcome.message, "");
            EXPECT_EQ(outcome.reason, "");
            EXPECT_EQ(outcome.parts, sink.parts.size());
        } else {
            EXPECT_NE(outcome.message, "");
            EXPECT_NE(outcome.reason, "");
            EXPECT_TRUE(sink.parts.empty()) << "nothing of a day that is not whole is handed on";
        }
        return outcome;
    }
    connectors::fetch_outcome fetch_users(const connectors::fetch_limits& limits = {}) {
        return fetch(schema::dataset::users, day, limits);
    }
    connectors::fetch_outcome fetch_totals(schema::day of) { return fetch(schema::dataset::totals, of); }

    std::vector<std::string> targets() const {
        std::vector<std::string> all;
        for (const auto& request : server.requests()) all.push_back(request.target);
        return all;
    }

    const schema::day day{2026, 11, 18};
    hand_clock clock{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
    scripted_server server;
    std::shared_ptr<connectors::augment_account> account;
    connectors::augment_source source;
    recording_sink sink;
    std::vector<std::string> messages;
};

}  // namespace test_support
