// What a person sees at a terminal, and what a machine reads where there is none.

#include <regex>
#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

const std::string escape = "\x1b";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

class Terminal : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["TERM"] = "xterm-256color";
        environment["SYNC_BACKFILL_DAYS"] = "6";
        environment["SYNC_CONCURRENCY"] = "1";
    }

    /// A sync whose slices take that long each.
    outcome paced_sync(int latency_ms, const arguments& more = {}) {
        start_simulator();
        set_script({"on=api report=users-1-day latency_ms=" + std::to_string(latency_ms)});
        auto running = start(with({"sync", "--as-of", day(0)}, more));
        return finish(running);
    }
    outcome status_table() { return run({"status", "--as-of", day(0)}); }

    /// What is left on the screen of `text` when the progress line is gone.
    static std::vector<std::string> without_progress(const std::string& text) {
        return lines_of(std::regex_replace(text, std::regex("\r\x1b\\[K[^\r\n]*(?=\r\x1b\\[K)|\r\x1b\\[K"), ""));
    }
    static std::string without_colour(const std::string& text) {
        return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
    }
};

TEST_P(Terminal, ShowsSlicesRowsBytesAndTheTimeLeft) {
    err_is_terminal = true;
    const outcome result = paced_sync(350);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    const std::string& seen = result.ended.err;
    const std::regex whole(
        R"(\x1b\[Ksync \[[=> ]{20}\] ([0-6])/6 days  ([0-9,]+) rows  ([0-9.]+) (B|KB|MB)  [0-9]+s left)");
    int last_done = 0;
    long long last_rows = 0;
    std::size_t count = 0;
    for (std::sregex_iterator at{seen.begin(), seen.end(), whole}, end; at != end; ++at, ++count) {
        const int done = std::stoi((*at)[1]);
        std::string rows = (*at)[2];
        std::erase(rows, ',');
        EXPECT_GE(done, last_done);
        EXPECT_GE(std::stoll(rows), last_rows);
        last_done = done;
        last_rows = std::stoll(rows);
    }
    EXPECT_GE(count, 4u) << seen;
    EXPECT_GE(last_done, 4) << seen;
    EXPECT_GT(last_rows, 0) << seen;
    EXPECT_LE(last_rows, rows("copilot_user_metrics_daily") + rows("copilot_user_breakdown_daily"));
    EXPECT_EQ(result.ended.out, "");

    for (const std::string& line : without_progress(seen))
        EXPECT_TRUE(
            std::regex_match(line, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (info|warning) [^\x1b]+)")))
            << "a log line stands alone: " << line;
}

TEST_P(Terminal, NothingOfItWhereNobodyLooksOrNobodyWantsIt) {
    const auto expect_none = [this](const outcome& result) {
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(result.ended.err.find(escape), std::string::npos) << result.ended.err;
        EXPECT_EQ(result.ended.err.find("/6 days"), std::string::npos) << result.ended.err;
        use_new_database();
    };
    out_is_terminal = true;  // that one does not count
    expect_none(paced_sync(20));
    err_is_terminal = true;
    expect_none(paced_sync(20, {"--quiet"}));
    expect_none(paced_sync(20, {"--log-format", "json"}));
    environment["TERM"] = "dumb";
    expect_none(paced_sync(20));
    environment.erase("TERM");
    expect_none(paced_sync(20));
}

TEST_P(Terminal, OneLogLineForEverySliceInBothFormats) {
    start_simulator();
    set_script({"day=" + day(1) + " published=no", "on=api day=" + day(3) + " status=500 retry_after=0"});
    auto text = start({"sync", "--as-of", day(0)});
    const outcome plain = finish(text);
    ASSERT_EQ(plain.code(), 3);
    for (int ago = 1; ago <= 6; ++ago) {
        std::vector<std::string> about;
        for (const std::string& line : lines_of(plain.ended.err))
            if (line.find("scope=organization/octo-org dataset=users day=" + day(ago) + " ") != std::string::npos)
                about.push_back(line);
        ASSERT_EQ(about.size(), 1u) << day(ago) << "\n" << plain.ended.err;
        const char* end = ago == 1 ? "end=pending" : ago == 3 ? "end=failed" : "end=completed";
        EXPECT_NE(about.front().find(end), std::string::npos) << about.front();
        EXPECT_NE(about.front().find(ago == 3 ? " warning " : " info "), std::string::npos) << about.front();
    }

    const auto kept = use_new_database();
    auto json = start({"sync", "--as-of", day(0), "--log-format", "json", "--log-level", "debug"});
    const outcome machine = finish(json);
    ASSERT_EQ(machine.code(), 3);
    int slices = 0;
    for (const std::string& line : lines_of(machine.ended.err)) {
        const json_value entry = parse_json(line);
        ASSERT_TRUE(entry.has("time") && entry.has("level") && entry.has("message")) << line;
        slices += entry.at("message").text.find("dataset=users day=") != std::string::npos &&
                  entry.at("message").text.find(" end=") != std::string::npos;
    }
    EXPECT_EQ(slices, 6) << machine.ended.err;
}

TEST_P(Terminal, DaysWithOneCauseAreOneLineForAPerson) {
    environment["GITHUB_ORG"] = "octo-org,octo-nowhere";
    start_simulator();
    set_script({"on=api scope=octo-org day=" + day(6) + ".." + day(5) + " status=500 retry_after=0",
                "on=api scope=octo-org day=" + day(2) + " malformed=1"});
    environment["SYNC_CONCURRENCY"] = "4";
    auto running = start({"sync", "--as-of", day(0), "--log-level", "info"});
    const outcome result = finish(running);
    ASSERT_EQ(result.code(), 4) << result.ended.err;
    std::vector<std::string> told;
    for (const std::string& line : lines_of(result.ended.err))
        if (line.find("warning   github ") != std::string::npos) told.push_back(line.substr(line.find("github ")));
    ASSERT_EQ(told.size(), 3u) << result.ended.err;
    EXPECT_TRUE(
        told[0].starts_with("github organization/octo-nowhere users: not_found (6 days, " + day(6) + " to " + day(1)))
        << told[0];
    EXPECT_TRUE(told[1].starts_with("github organization/octo-org users: malformed_answer (" + day(2) + ")"))
        << told[1];
    EXPECT_TRUE(
        told[2].starts_with("github organization/octo-org users: server_error (2 days, " + day(6) + " to " + day(5)))
        << told[2];

    const std::string table = status_table().ended.out;
    EXPECT_NE(table.find("octo-org users " + day(6) + " to " + day(5) + "  server_error"), std::string::npos) << table;
    EXPECT_NE(table.find("octo-nowhere users " + day(6) + " to " + day(1) + "  not_found"), std::string::npos) << table;
}

TEST_P(Terminal, TheCalendarIsColouredThereAndPlainElsewhere) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "20";
    set_script({"day=" + day(1) + " published=no", "day=" + day(12) + " published=no",
                "on=api day=" + day(9) + " status=500 retry_after=0"});
    ASSERT_EQ(sync().code(), 3);
    database().execute("DELETE FROM sync_status WHERE metrics_date = '" + day(15) + "'");

    const std::string piped = status_table().ended.out;
    EXPECT_EQ(piped.find(escape), std::string::npos) << piped;
    for (const char* mark : {"# final", "+ provisional", "~ not published yet", ". no data", "X failed", "? not read"})
        EXPECT_NE(piped.find(mark), std::string::npos) << mark << "\n" << piped;

    out_is_terminal = true;
    const std::string shown = status_table().ended.out;
    for (const char* colour :
         {"\x1b[0;32m#", "\x1b[0;36m+", "\x1b[0;34m~", "\x1b[0;90m.", "\x1b[0;1;31mX", "\x1b[0;1;33m?"})
        EXPECT_NE(shown.find(colour), std::string::npos) << colour << "\n" << shown;
    EXPECT_EQ(lines_of(without_colour(shown)), lines_of(piped)) << "the same but for the colours";

    environment["NO_COLOR"] = "1";
    EXPECT_EQ(lines_of(status_table().ended.out), lines_of(piped));
    environment.erase("NO_COLOR");
    environment["TERM"] = "dumb";
    EXPECT_EQ(lines_of(status_table().ended.out), lines_of(piped));
}

TEST_P(Terminal, TheCalendarHasEveryDayInItsPlace) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "20";
    set_script({"day=" + day(1) + " published=no", "day=" + day(12) + " published=no",
                "on=api day=" + day(9) + " status=500 retry_after=0"});
    ASSERT_EQ(sync().code(), 3);
    // Today is Saturday, 2026-11-21: the weeks begin on Oct 26 (without days), Nov 2, 9 and 16.
    const std::string text = status_table().ended.out;
    const std::vector<std::string> calendar{"Mon  #.#", "Tue  ##+", "Wed  ##+", "Thu  #X+",
                                            "Fri  ##~", "Sat  ##",  "Sun ###"};
    std::string wanted;
    for (const std::string& line : calendar) wanted += line + "\n";
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted << text;
}

ON_SQLITE(Terminal);

}  // namespace
