// What every report_source owes its callers, whoever stands behind it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include "connectors/augment/augment_source.hpp"
#include "connectors/files/folder_source.hpp"
#include "connectors/github/github_source.hpp"
#include "tests/connectors/augment_fixture.hpp"
#include "tests/connectors/recording_sink.hpp"
#include "tests/connectors/scripted_server.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

const schema::slice slice{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                          schema::day{2026, 11, 18}};

/// A source and the vendor behind it, as the suite needs them.
class vendor {
public:
    virtual ~vendor() = default;
    virtual void publish(const std::vector<std::string>& parts) = 0;
    /// As `publish`, but the last part cannot be read to its end.
    virtual void publish_broken(const std::vector<std::string>& parts) = 0;
    virtual std::unique_ptr<report_source> make_source() = 0;

    /// What a sink gets of those parts, and what of them before the broken one is met.
    virtual std::vector<std::string> delivered(const std::vector<std::string>& parts) const { return parts; }
    virtual std::vector<std::string> before_broken(std::vector<std::string> parts) const {
        parts.pop_back();
        return parts;
    }
};

class folder_vendor final : public vendor {
public:
    folder_vendor() {
        std::string name = (fs::temp_directory_path() / "contract-test-XXXXXX").string();
        directory_ = ::mkdtemp(name.data());
    }
    ~folder_vendor() override { fs::remove_all(directory_); }

    void publish(const std::vector<std::string>& parts) override {
        fs::create_directories(day());
        for (std::size_t i = 0; i < parts.size(); ++i) std::ofstream{file(i)} << parts[i];
    }
    void publish_broken(const std::vector<std::string>& parts) override {
        publish(parts);
        fs::remove(file(parts.size() - 1));
        fs::create_directory(file(parts.size() - 1));
    }
    std::unique_ptr<report_source> make_source() override { return std::make_unique<folder_source>(directory_); }

private:
    fs::path day() const { return directory_ / "users" / "2026-11-18"; }
    fs::path file(std::size_t part) const { return day() / ("part-" + std::to_string(part) + ".ndjson"); }
    fs::path directory_;
};

class github_vendor final : public vendor {
public:
    void publish(const std::vector<std::string>& parts) override {
        std::string links;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::string path = "/part-" + std::to_string(i);
            links += (i == 0 ? "\"" : ",\"") + server_.base() + path + "?sig=x\"";
            server_.set(path, {.body = parts[i]});
        }
        server_.set("/orgs/octo-org/copilot/metrics/reports/users-1-day",
                    {.body = "{\"download_links\":[" + links + "]}"});
        server_.set("/orgs/octo-org/copilot/metrics/reports/users-28-day/latest", {.body = "{\"download_links\":[]}"});
    }
    void publish_broken(const std::vector<std::string>& parts) override {
        publish(parts);
        server_.set("/part-" + std::to_string(parts.size() - 1), {.body = parts.back(), .stop_after = 1});
    }
    std::unique_ptr<report_source> make_source() override {
        github_source_options options;
        options.api_url = server_.base();
        options.retry.unit = 1ms;
        return std::make_unique<github_source>(options, std::make_shared<github_credential>(config::secret{"t"}));
    }

private:
    test_support::scripted_server server_;
};

/// A part is a page with one row (an empty one a page without rows) that has the part's text in it. The source puts the
/// rows of all pages together: one part comes of them, or nothing.
class augment_vendor final : public vendor, test_support::augment_answers {
public:
    augment_vendor() {
        server_.set(base + "dau-count", {.body = active({})});
        server_.set(base + "daily-usage", {.body = usage({})});
        server_.set(base + "user-activity", {.body = users({})});
        server_.set(base + "daily-user-activity-by-editor-language", {.body = records({})});
    }
    void publish(const std::vector<std::string>& parts) override { publish(parts, false); }
    void publish_broken(const std::vector<std::string>& parts) override { publish(parts, true); }
    std::unique_ptr<report_source> make_source() override {
        augment_source_options options;
        options.api_url = server_.base();
        options.retry.unit = 1ms;
        return std::make_unique<augment_source>(options, std::make_shared<augment_account>(config::secret{"t"}));
    }
    std::vector<std::string> delivered(const std::vector<std::string>& parts) const override {
        std::string lines;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if (!parts[i].empty()) lines += R"({"day":"2026-11-18","users":[)" + row(i, parts[i]) + "]}\n";
        return {lines};
    }
    std::vector<std::string> before_broken(std::vector<std::string>) const override { return {}; }

private:
    static inline const std::string base = test_support::augment_base;

    static std::string row(std::size_t number, std::string text) {
        while (text.ends_with('\n')) text.pop_back();
        return R"({"user_email":"user-)" + std::to_string(number) + R"(@x","text":")" + text + "\"}";
    }
    void publish(const std::vector<std::string>& parts, bool broken) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const bool last = i + 1 == parts.size();
            const std::vector<std::string> rows =
                parts[i].empty() ? std::vector<std::string>{} : std::vector<std::string>{row(i, parts[i])};
            test_support::reply answer{.body = users(rows, last ? "" : "page-" + std::to_string(i + 1))};
            if (broken && last) answer.stop_after = 1;
            i == 0 ? server_.set(base + "user-activity", answer) : server_.add(base + "user-activity", answer);
        }
    }

    test_support::scripted_server server_;
};

struct maker {
    const char* name;
    std::unique_ptr<vendor> (*make)();
};

void PrintTo(const maker& made, std::ostream* out) { *out << made.name; }

class ReportSourceContract : public testing::TestWithParam<maker> {
protected:
    void SetUp() override {
        behind = GetParam().make();
        source = behind->make_source();
    }
    std::unique_ptr<vendor> behind;
    std::unique_ptr<report_source> source;
    test_support::recording_sink sink;
};

TEST_P(ReportSourceContract, DeliversThePartsInOrder) {
    const std::vector<std::string> parts{"one\n", std::string(300'000, 'x') + "\n", "three"};
    behind->publish(parts);
    const auto outcome = source->fetch(slice, sink, {});
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    const std::vector<std::string> expected = behind->delivered(parts);
    EXPECT_EQ(sink.parts, expected);
    EXPECT_TRUE(sink.mistakes.empty());
    EXPECT_FALSE(sink.is_open && sink.parts.size() < expected.size());
    EXPECT_EQ(outcome.parts, expected.size());
    EXPECT_GE(outcome.bytes_downloaded, 300'010U);
    EXPECT_EQ(outcome.message, "");
}

TEST_P(ReportSourceContract, TellsNoData) {
    for (const bool published : {false, true}) {
        if (published) behind->publish({"", ""});
        const auto outcome = source->fetch(slice, sink, {});
        EXPECT_EQ(outcome.result, fetch_result::no_data);
        EXPECT_EQ(outcome.reason, reason::not_published);
        EXPECT_NE(outcome.message, "");
        EXPECT_FALSE(outcome.retry_at);
    }
}

TEST_P(ReportSourceContract, AcceptsAnEmptyPartBesideData) {
    behind->publish({"", "x\n"});
    EXPECT_EQ(source->fetch(slice, sink, {}).result, fetch_result::report);
    EXPECT_EQ(sink.parts, behind->delivered({"", "x\n"}));
}

TEST_P(ReportSourceContract, NeverPassesHalfAPartForAWholeOne) {
    behind->publish_broken({"one\n", "two\n"});
    const auto outcome = source->fetch(slice, sink, {});
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_NE(outcome.message, "");
    EXPECT_EQ(sink.parts, behind->before_broken({"one\n", "two\n"}));
}

TEST_P(ReportSourceContract, CanBeUsedAgainAfterAFailure) {
    behind->publish_broken({"one\n"});
    EXPECT_EQ(source->fetch(slice, sink, {}).result, fetch_result::failed);
    auto fresh = GetParam().make();
    fresh->publish({"one\n"});
    test_support::recording_sink other;
    EXPECT_EQ(fresh->make_source()->fetch(slice, other, {}).result, fetch_result::report);
}

TEST_P(ReportSourceContract, StopsWhenAsked) {
    behind->publish({"one\n"});
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = source->fetch(slice, sink, {stop.get_token(), {}});
    EXPECT_EQ(outcome.result, fetch_result::failed);
    EXPECT_EQ(outcome.reason, reason::interrupted);
    EXPECT_TRUE(sink.parts.empty());
}

TEST_P(ReportSourceContract, StopsInTheMiddle) {
    const std::vector<std::string> parts{"one\n", std::string(30'000'000, 'x')};
    if (behind->delivered(parts).size() < 2) GTEST_SKIP() << "one part, whole or not at all";
    behind->publish(parts);
    struct stopping_sink final : body_sink {
        std::stop_source stop;
        std::size_t ended = 0;
        void begin_part(std::size_t part) override {
            if (part == 1) stop.request_stop();
        }
        void write(std::string_view) override {}
        void end_part() override { ++ended; }
    } stopping;
    const auto outcome = source->fetch(slice, stopping, {stopping.stop.get_token(), {}});
    EXPECT_EQ(outcome.reason, reason::interrupted);
    EXPECT_EQ(stopping.ended, 1U);
}

TEST_P(ReportSourceContract, EndsAtTheDeadline) {
    behind->publish({"one\n"});
    const auto outcome = source->fetch(slice, sink, {{}, std::chrono::steady_clock::now()});
    EXPECT_EQ(outcome.reason, reason::interrupted);
    EXPECT_FALSE(outcome.retry_at);
}

TEST_P(ReportSourceContract, LetsTheSinksExceptionThrough) {
    behind->publish({"one\n"});
    sink.fail_writes = true;
    EXPECT_THROW(source->fetch(slice, sink, {}), std::runtime_error);
}

TEST_P(ReportSourceContract, ProbesAScopeThatExists) {
    behind->publish({"one\n"});
    EXPECT_EQ(source->probe(slice.target, {}).result, fetch_result::report);
}

INSTANTIATE_TEST_SUITE_P(
    Sources, ReportSourceContract,
    testing::Values(maker{"Folder", [] { return std::unique_ptr<vendor>{std::make_unique<folder_vendor>()}; }},
                    maker{"Github", [] { return std::unique_ptr<vendor>{std::make_unique<github_vendor>()}; }},
                    maker{"Augment", [] { return std::unique_ptr<vendor>{std::make_unique<augment_vendor>()}; }}),
    [](const testing::TestParamInfo<maker>& made) { return std::string{made.param.name}; });

}  // namespace
