#include "pipelines/doctor_advice.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

namespace reason = connectors::reason;
using connectors::failure_extent;
using connectors::fetch_outcome;
using connectors::fetch_result;
using namespace std::chrono_literals;

const schema::target of_organization{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users};
const schema::target of_enterprise{"github", {schema::scope_kind::enterprise, "octo-corp"}, schema::dataset::totals};

fetch_outcome refused(std::string_view why, const std::string& message = "What was met; what the connector says") {
    fetch_outcome outcome;
    outcome.reason = why;
    outcome.message = message;
    return outcome;
}

struct probe_case {
    fetch_outcome met;
    exit_code code;
    std::string to_do;  ///< a part of it
};

TEST(DoctorAdvice, EveryFailureHasItsSentenceAndItsCode) {
    const std::vector<probe_case> cases{
        {refused(reason::unauthorized), exit_code::refused, "new token"},
        {refused(reason::policy_disabled), exit_code::refused, "\"Copilot usage metrics\""},
        {refused(reason::permission_missing), exit_code::refused, "read:org"},
        {refused(reason::rate_limited), exit_code::source_down, "the credential works"},
        {refused(reason::not_found), exit_code::refused, "check the spelling of organization/octo-org"},
        {refused(reason::server_error), exit_code::source_down, "vendor's side"},
        {refused(reason::interrupted), exit_code::source_down, "run doctor again"},
        {refused(reason::malformed_answer, "GitHub answered 418; check api_url"), exit_code::source_down,
         "check api_url"},
        {refused(reason::malformed_answer, "GitHub answered 418"), exit_code::source_down, "api_url"},
        {refused(reason::download_failed), exit_code::source_down, "what the connector says"},
        {refused(reason::unreachable,
                 "api:443 cannot be reached (not trusted: certificate has expired); have it renewed"),
         exit_code::source_down, "have it renewed"},
        {refused(reason::unreachable, "api:443 cannot be reached (not trusted: self-signed certificate)"),
         exit_code::source_down, "SSL_CERT_FILE"},
        {refused(reason::unreachable, "api:443 cannot be reached (refused by the proxy: 407)"), exit_code::source_down,
         "HTTPS_PROXY"},
        {refused(reason::unreachable, "api:443 cannot be reached (no common TLS: wrong version number)"),
         exit_code::source_down, "speaks TLS"},
        {refused(reason::unreachable, "api:443 cannot be reached (no connection: Connection refused)"),
         exit_code::source_down, "network, DNS and firewall"},
    };
    for (const probe_case& one : cases) {
        const finding made = explain_probe(of_organization, one.met);
        EXPECT_EQ(made.level, severity::fail) << one.met.message;
        EXPECT_EQ(made.code, one.code) << one.met.reason;
        EXPECT_EQ(made.what, "github organization/octo-org users");
        EXPECT_TRUE(made.detail.starts_with(std::string(one.met.reason) + ": ")) << made.detail;
        EXPECT_EQ(made.detail.find("what the connector says"), std::string::npos) << "said once is enough";
        EXPECT_NE(made.to_do.find(one.to_do), std::string::npos) << made.to_do;
    }
}

TEST(DoctorAdvice, KnowsWhatAnEnterpriseNeeds) {
    EXPECT_NE(explain_probe(of_enterprise, refused(reason::permission_missing)).to_do.find("manage_billing:copilot"),
              std::string::npos);
    EXPECT_NE(explain_probe(of_enterprise, refused(reason::policy_disabled)).to_do.find("Enabled everywhere"),
              std::string::npos);
}

TEST(DoctorAdvice, NamesTheTimeThatTheVendorNamed) {
    fetch_outcome limited = refused(reason::rate_limited);
    limited.retry_at = schema::parse_timestamp("2026-11-21T09:00:00.000000Z");
    EXPECT_NE(explain_probe(of_organization, limited).to_do.find("after 2026-11-21T09:00:00"), std::string::npos);
}

TEST(DoctorAdvice, ThereIsNothingToDoWhereAllIsWell) {
    fetch_outcome well;
    well.result = fetch_result::report;
    EXPECT_EQ(explain_probe(of_organization, well), (finding{severity::ok, "github organization/octo-org users",
                                                             "there, and readable", "", exit_code::complete}));
    well.result = fetch_result::no_data;
    EXPECT_EQ(explain_probe(of_organization, well).level, severity::ok);
}

TEST(DoctorAdvice, ClockVerdict) {
    struct row {
        std::chrono::seconds ahead;
        severity level;
        const char* words;
    };
    for (const row& one : {row{0s, severity::ok, "agrees with"}, row{-1s, severity::ok, "agrees with"},
                           row{59s, severity::ok, "59s ahead of the clock of the database"},
                           row{-59s, severity::ok, "59s behind"}, row{60s, severity::warn, "1m00s ahead"},
                           row{-60s, severity::warn, "1m00s behind"}, row{299s, severity::warn, "4m59s ahead"},
                           row{300s, severity::fail, "5m00s ahead"}, row{-86400s, severity::fail, "24h00m behind"}}) {
        const finding made = explain_clock(one.ahead, "clock", "the clock of the database");
        EXPECT_EQ(made.level, one.level) << one.ahead.count();
        EXPECT_NE(made.detail.find(one.words), std::string::npos) << made.detail;
        EXPECT_EQ(made.to_do.empty(), one.level == severity::ok);
        EXPECT_EQ(made.code == exit_code::complete, one.level != severity::fail);
    }
}

TEST(DoctorAdvice, SpaceVerdict) {
    EXPECT_EQ(explain_space("/tmp", std::uint64_t{2} << 30).level, severity::ok);
    EXPECT_EQ(explain_space("/tmp", std::uint64_t{500} << 20).level, severity::warn);
    EXPECT_EQ(explain_space("/tmp", std::uint64_t{10} << 20).level, severity::fail);
}

TEST(DoctorAdvice, TheWorstFailureIsTheCode) {
    const auto failing = [](exit_code code) { return finding{severity::fail, "x", "y", "z", code}; };
    const finding warning{severity::warn, "x", "y", "z", exit_code::usage};
    EXPECT_EQ(doctor_code(std::vector<finding>{warning}), exit_code::complete);
    EXPECT_EQ(doctor_code(std::vector<finding>{failing(exit_code::source_down), failing(exit_code::refused)}),
              exit_code::refused);
    EXPECT_EQ(doctor_code(std::vector<finding>{failing(exit_code::database), failing(exit_code::source_down)}),
              exit_code::database);
    EXPECT_EQ(doctor_code(std::vector<finding>{failing(exit_code::database), failing(exit_code::usage)}),
              exit_code::usage);
}

TEST(DoctorAdvice, AFindingIsALineAndWhatToDoAnother) {
    EXPECT_EQ(finding_text({severity::ok, "clock", "agrees", "", exit_code::complete}), "ok   clock: agrees\n");
    EXPECT_EQ(finding_text({severity::warn, "clock", "off", "set it", exit_code::complete}),
              "warn clock: off\n     to do: set it\n");
    EXPECT_EQ(finding_text({severity::fail, "database", "gone", "start it", exit_code::database}),
              "FAIL database: gone\n     to do: start it\n");
}

TEST(DoctorAdvice, WhatEndsASourceIsNotAskedAgain) {
    fetch_outcome outcome = refused(reason::unauthorized);
    for (const auto& [extent, ends] : {std::pair{failure_extent::slice, false},
                                       {failure_extent::scope_dataset, false},
                                       {failure_extent::credential, true},
                                       {failure_extent::source, true}}) {
        outcome.extent = extent;
        EXPECT_EQ(ends_source(outcome), ends);
    }
}

}  // namespace
}  // namespace pipelines
