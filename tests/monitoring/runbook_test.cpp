// The documents for whoever is paged agree with the rules, the exit codes and the metrics that there are.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "pipelines/metrics.hpp"

namespace {

std::string document(const std::string& name) {
    std::ifstream stream(std::string(PROJECT_DIR "/docs/") + name);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// The first group of every match.
std::set<std::string> all_of(const std::string& text, const std::string& pattern) {
    const std::regex expression{pattern};
    std::set<std::string> found;
    for (std::sregex_iterator at{text.begin(), text.end(), expression}, end; at != end; ++at) found.insert((*at)[1]);
    return found;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

TEST(Runbook, HasASectionForEveryAlertAndNoOther) {
    const auto alerts = all_of(document("monitoring/alerts.yml"), "- alert: ([A-Za-z]+)");
    EXPECT_GE(alerts.size(), 12u);
    EXPECT_EQ(all_of(document("runbook.md"), "\n### (Copilot[A-Za-z]+)"), alerts);
}

TEST(Runbook, EveryAlertLeadsToItsSection) {
    const std::string rules = document("monitoring/alerts.yml");
    std::set<std::string> anchors;
    for (const std::string& alert : all_of(rules, "- alert: ([A-Za-z]+)")) anchors.insert(lower(alert));
    EXPECT_EQ(all_of(rules, "runbook: docs/runbook.md#([a-z]+)"), anchors);
}

TEST(Runbook, HasASectionForEveryExitCode) {
    const auto codes = all_of(document("runbook.md"), "\n### Exit ([0-9]+)");
    EXPECT_EQ(codes, (std::set<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "9", "130", "143"}));
}

/// Every family that a run can write.
std::set<std::string> families() {
    const std::string text = to_text(pipelines::database_metrics{}) + to_text(pipelines::run_summary{});
    return all_of(text, "# TYPE ([a-z_]+) ");
}

TEST(AlertRules, AskOnlyForMetricsThatThereAre) {
    const auto known = families();
    for (const char* file : {"monitoring/alerts.yml", "monitoring/alerts_test.yml"}) {
        const auto asked = all_of(document(file), "(copilot_sync_[a-z_]+)");
        EXPECT_GE(asked.size(), 8u);
        for (const std::string& name : asked) EXPECT_TRUE(known.contains(name)) << name << " in " << file;
    }
}

TEST(Manual, NamesEveryMetric) {
    const std::string text = document("monitoring.md");
    for (const std::string& name : families()) {
        const std::string prefix = "copilot_sync_last_run";
        const bool there = text.find("`" + name) != text.npos ||
                           (name.starts_with(prefix) && text.find("`..." + name.substr(prefix.size())) != text.npos);
        EXPECT_TRUE(there) << name;
    }
}

}  // namespace
