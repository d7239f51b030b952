#include "connectors/github/classify.hpp"

#include <gtest/gtest.h>

#include "connectors/github/envelope.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using kind = report_verdict_kind;

const schema::day day{2026, 11, 18};
const report_question asked{"users-1-day",
                            {schema::scope_kind::organization, "octo-org"},
                            day,
                            "https://api.github.com/orgs/octo-org/copilot/metrics/reports/users-1-day"};

report_verdict classified(int status, std::string_view body, std::vector<http_header> fields = {}) {
    const http_headers headers{std::move(fields)};
    return classify(asked, {status, headers, body});
}

std::string with_message(std::string_view text) { return "{\"message\":\"" + std::string{text} + "\"}"; }

TEST(Classify, GivesTheLinksInOrder) {
    const auto verdict =
        classified(200, R"({"download_links":["https://a/1?s","https://a/2"],"report_day":"2026-11-18","new":{}})");
    EXPECT_EQ(verdict.kind, kind::links);
    EXPECT_EQ(verdict.links, (std::vector<std::string>{"https://a/1?s", "https://a/2"}));
}

TEST(Classify, TakesTheSameLinkOnce) {
    const auto verdict = classified(200, R"({"download_links":["https://a/1","https://a/2","https://a/1"]})");
    EXPECT_EQ(verdict.links, (std::vector<std::string>{"https://a/1", "https://a/2"}));
}

TEST(Classify, KnowsEverySpellingOfNoData) {
    const std::vector<std::pair<int, std::string>> spellings{
        {204, ""},
        {404, R"({"message":"Not Found"})"},
        {200, R"({"download_links":[],"report_day":"2026-11-18"})"},
        {200, R"("")"},
        {200, R"("No report available for this day")"},
        {200, " \"\" \n"}};
    for (const auto& [status, body] : spellings) {
        const auto verdict = classified(status, body);
        EXPECT_EQ(verdict.kind, kind::no_data) << status << body;
        EXPECT_EQ(verdict.reason, reason::not_published);
        EXPECT_EQ(verdict.not_found_answer, status == 404);
        EXPECT_NE(verdict.message.find("users-1-day of 2026-11-18 for organization/octo-org"), std::string::npos);
    }
    EXPECT_NE(classified(200, "\"No report available\"").message.find("No report available"), std::string::npos);
}

TEST(Classify, FindsAnswersThatAreNoEnvelope) {
    for (const char* body :
         {"", "<html>", "null", "[]", "1", "{}", R"({"download_links":null})", R"({"download_links":"https://a"})",
          R"({"download_links":[1]})", R"({"download_links":[null]})", R"({"download_links":["https://a"]} x)",
          R"({"download_links":["https://a"])", R"({"download_url":"https://a"})",
          R"({"download_links":[],"download_links":["https://a"]})",
          R"({"download_links":[],"report_day":"yesterday"})", R"({"download_links":[],"report_day":20261118})",
          R"({"download_links":[],"report_start_day":"2026-13-01"})",
          R"({"download_links":[],"report_start_day":"2026-11-02","report_end_day":"2026-11-01"})",
          "{\"download_links\":[\"https://a/\xff\"]}"}) {
        const auto verdict = classified(200, body);
        EXPECT_EQ(verdict.kind, kind::failed) << body;
        EXPECT_EQ(verdict.reason, reason::malformed_answer) << body;
        EXPECT_EQ(verdict.extent, failure_extent::slice);
        EXPECT_EQ(verdict.met.kind, trouble_kind::terminal);
        EXPECT_NE(verdict.message.find(asked.where), std::string::npos);
    }
}

TEST(Classify, RefusesAnotherDaysReportAndNamesBoth) {
    const auto verdict = classified(200, R"({"download_links":["https://a"],"report_day":"2026-11-17"})");
    EXPECT_EQ(verdict.reason, reason::malformed_answer);
    EXPECT_NE(verdict.message.find("2026-11-17"), std::string::npos);
    EXPECT_NE(verdict.message.find("2026-11-18"), std::string::npos);
}

TEST(Classify, RefusesAnEnvelopeThatIsTooLong) {
    const http_headers none;
    const auto verdict = classify(asked, {200, none, R"({"download_links":[]})", true});
    EXPECT_EQ(verdict.reason, reason::malformed_answer);
}

TEST(Classify, EndsTheCredentialOn401) {
    const auto verdict = classified(401, with_message("Bad credentials"));
    EXPECT_EQ(verdict.reason, reason::unauthorized);
    EXPECT_EQ(verdict.extent, failure_extent::credential);
    EXPECT_NE(verdict.message.find("Bad credentials"), std::string::npos);
}

TEST(Classify, TellsThePolicyByItsWords) {
    for (const char* text : {"The Copilot usage metrics policy must be enabled for this organization",
                             "Copilot Usage Metrics POLICY is disabled"}) {
        const auto verdict = classified(403, with_message(text));
        EXPECT_EQ(verdict.reason, reason::policy_disabled) << text;
        EXPECT_EQ(verdict.extent, failure_extent::scope_dataset);
        EXPECT_EQ(verdict.met.kind, trouble_kind::terminal);
    }
    // The last call of an hour's quota can meet the policy too: an hour's wait would not help.
    EXPECT_EQ(classified(403, with_message("policy must be enabled"), {{"x-ratelimit-remaining", "0"}}).reason,
              reason::policy_disabled);
}

TEST(Classify, TellsAMissingPermission) {
    for (const char* text :
         {"requires admin, or relevant organization role access", "Resource not accessible by integration", ""}) {
        const auto verdict = classified(403, with_message(text));
        EXPECT_EQ(verdict.reason, reason::permission_missing) << text;
        EXPECT_EQ(verdict.extent, failure_extent::scope_dataset);
        EXPECT_EQ(verdict.met.kind, trouble_kind::terminal);
        EXPECT_NE(verdict.message.find("read:org"), std::string::npos);
    }
    EXPECT_EQ(classified(403, "").reason, reason::permission_missing);
    EXPECT_EQ(classified(403, "<html>Forbidden").reason, reason::permission_missing);
}

TEST(Classify, NamesThePermissionOfEveryKindOfCredential) {
    using form = question_form;
    struct need {
        schema::scope_kind kind;
        form asked_form;
        std::vector<const char*> words;
    };
    for (const need& one :
         {need{schema::scope_kind::organization,
               form::envelope,
               {"classic", "read:org", "fine-grained", "\"Organization Copilot metrics\" (read)", "owner"}},
          need{schema::scope_kind::enterprise,
               form::envelope,
               {"manage_billing:copilot", "read:enterprise", "\"Enterprise Copilot metrics\" (read)",
                "installed on the enterprise", "fine-grained token cannot", "billing manager"}},
          need{schema::scope_kind::organization,
               form::seats,
               {"manage_billing:copilot", "read:org", "\"GitHub Copilot Business\" (read)"}},
          need{schema::scope_kind::enterprise, form::seats, {"read:enterprise", "Apps cannot"}}}) {
        report_question question = asked;
        question.scope.kind = one.kind;
        question.form = one.asked_form;
        const http_headers none;
        const auto forbidden = classify(question, {403, none, with_message("Resource not accessible")});
        EXPECT_EQ(forbidden.reason, reason::permission_missing);
        question.day.reset();
        const auto hidden = classify(question, {404, none, with_message("Not Found")});
        EXPECT_EQ(hidden.reason, reason::not_found);
        EXPECT_EQ(hidden.extent, failure_extent::scope_dataset);
        EXPECT_TRUE(hidden.not_found_answer);
        EXPECT_NE(hidden.message.find("slug"), std::string::npos);
        for (const char* words : one.words) {
            EXPECT_NE(forbidden.message.find(words), std::string::npos) << words << ": " << forbidden.message;
            EXPECT_NE(hidden.message.find(words), std::string::npos) << words << ": " << hidden.message;
        }
    }
}

TEST(Classify, Tells404OnADayFrom404OnAScope) {
    const auto day_gone = classified(404, with_message("Not Found"));
    EXPECT_EQ(day_gone.kind, kind::no_data);
    EXPECT_EQ(day_gone.reason, reason::not_published);
    EXPECT_NE(day_gone.message.find("asked again"), std::string::npos);
    report_question latest = asked;
    latest.day.reset();
    const http_headers none;
    EXPECT_EQ(classify(latest, {404, none, ""}).kind, kind::failed);
}

TEST(Classify, TellsSeatsWithoutCopilot) {
    report_question seats = asked;
    seats.day.reset();
    seats.form = question_form::seats;
    const http_headers none;
    const auto off = classify(seats, {422, none, with_message("Copilot is not enabled for this enterprise")});
    EXPECT_EQ(off.reason, reason::policy_disabled);
    EXPECT_EQ(off.extent, failure_extent::scope_dataset);
    EXPECT_NE(off.message.find("enable Copilot"), std::string::npos);
}

TEST(Classify, TellsARateLimit) {
    const auto secondary = classified(403, with_message("You have exceeded a secondary rate limit."));
    EXPECT_EQ(secondary.reason, reason::rate_limited);
    EXPECT_EQ(secondary.extent, failure_extent::source);
    EXPECT_EQ(secondary.met.kind, trouble_kind::rate_limited);
    EXPECT_FALSE(secondary.met.retry_after || secondary.met.not_before);

    EXPECT_EQ(classified(403, "{}", {{"Retry-After", "7"}}).met.retry_after, 7s);
    EXPECT_EQ(classified(429, "").met.kind, trouble_kind::rate_limited);
    const auto primary = classified(403, with_message("API rate limit exceeded"),
                                    {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1800000000"}});
    EXPECT_EQ(primary.met.not_before, std::chrono::system_clock::time_point{1800000000s});
    EXPECT_EQ(classified(403, with_message("rate limit policy enabled")).reason, reason::rate_limited);
}

TEST(Classify, RepeatsServerErrorsOnly) {
    for (const int status : {500, 502, 503, 504}) {
        const auto verdict = classified(status, "");
        EXPECT_EQ(verdict.reason, reason::server_error);
        EXPECT_TRUE(verdict.server_error);
        EXPECT_EQ(verdict.met.kind, trouble_kind::server_error);
    }
    EXPECT_EQ(classified(501, "").met.kind, trouble_kind::terminal);
}

TEST(Classify, ShowsTheServersWordsOnOtherRefusals) {
    for (const int status : {400, 409, 410, 422}) {
        const auto verdict = classified(status, with_message("Unsupported\\u0007 version https://x/?sig=SECRET"));
        EXPECT_EQ(verdict.reason, reason::malformed_answer) << status;
        EXPECT_EQ(verdict.met.kind, trouble_kind::terminal);
        EXPECT_NE(verdict.message.find("Unsupported version"), std::string::npos) << verdict.message;
        EXPECT_EQ(verdict.message.find("SECRET"), std::string::npos);
        EXPECT_EQ(verdict.message.find('\a'), std::string::npos);
    }
    EXPECT_LT(classified(400, with_message(std::string(100'000, 'x'))).message.size(), 1000U);
}

TEST(Classify, DoesNotFollowRedirects) {
    for (const int status : {301, 302, 304, 307}) EXPECT_EQ(classified(status, "").reason, reason::malformed_answer);
}

TEST(Envelope, ReadsTheDaysOfA28DayReport) {
    const auto parsed =
        parse_envelope(R"({"download_links":[],"report_start_day":"2026-10-22","report_end_day":"2026-11-18"})");
    ASSERT_TRUE(parsed.value);
    EXPECT_EQ(parsed.value->report_start_day, (schema::day{2026, 10, 22}));
    EXPECT_EQ(parsed.value->report_end_day, (schema::day{2026, 11, 18}));
}

}  // namespace
