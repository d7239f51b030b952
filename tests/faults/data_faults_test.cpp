// Lines that no report should have: each is set aside with its line and reason and nothing else is, or it is loaded as
// it is; and logins that try to break out of SQL, COPY and JSON come back as they were.

#include <algorithm>

#include "tests/faults/fault.hpp"

namespace {

using namespace faults;
using e2e::json_value;
using e2e::parse_json;

const std::string date = "2026-11-16";  // 5 days ago
constexpr int people = 60;              // good lines around the others

std::string good_line(int id) {
    return R"({"day":")" + date + R"(","user_id":)" + std::to_string(id) + R"(,"user_login":"u)" + std::to_string(id) +
           R"(","loc_added_sum":)" + std::to_string(id) + "}";
}

/// A record of its own person with `members` added.
std::string person(int id, const std::string& members) {
    return R"({"day":")" + date + R"(","user_id":)" + std::to_string(id) + members + "}";
}

struct odd_line {
    std::string name;
    std::string bytes;
    std::string reason;  ///< that it is set aside for; empty: it is loaded
};

/// `id` numbers the lines, so that each is about another person.
std::vector<odd_line> odd_lines() {
    int id = 9000;
    const auto with = [&](const std::string& members) { return person(++id, members); };
    const std::string deep(200, '[');
    const std::string deep_end(200, ']');
    return {
        // bytes that are no text
        {"a byte that UTF-8 never has", with(",\"user_login\":\"\xFF\""), "invalid_utf8"},
        {"a sequence that ends early", with(",\"user_login\":\"\xE2\x82\""), "invalid_utf8"},
        {"an overlong slash", with(",\"user_login\":\"\xC0\xAF\""), "invalid_utf8"},
        {"a surrogate in UTF-8", with(",\"user_login\":\"\xED\xA0\x80\""), "invalid_utf8"},
        {"beyond U+10FFFF", with(",\"user_login\":\"\xF4\x90\x80\x80\""), "invalid_utf8"},
        {"Latin-1", with(",\"user_login\":\"M\xFCller\""), "invalid_utf8"},
        {"NUL in the line", with(std::string(",\"user_login\":\"a\0b\"", 19)), "malformed_json"},
        {"NUL as an escape", with(R"(,"user_login":"a\u0000b")"), "nul_character"},
        {"NUL in an unknown member", with(R"(,"new":{"x":["\u0000"]})"), "nul_character"},
        {"NUL in the name of a member", with(R"(,"ne\u0000w":1)"), "nul_character"},
        {"half a surrogate pair, first", with(R"(,"user_login":"\ud83d")"), "unpaired_surrogate"},
        {"half a surrogate pair, second", with(R"(,"new":"\udc00")"), "unpaired_surrogate"},
        {"surrogates the wrong way around", with(R"(,"user_login":"\udc00\ud83d")"), "unpaired_surrogate"},
        {"a control character", with(",\"user_login\":\"a\x01\""), "malformed_json"},
        // broken JSON
        {"no JSON at all", "rubbish", "malformed_json"},
        {"HTML", "<html><body>502 Bad Gateway</body></html>", "malformed_json"},
        {"cut in a string", R"({"day":"2026-11-16","user_id":9901,"user_lo)", "malformed_json"},
        {"cut before its end", R"({"day":"2026-11-16","user_id":9902)", "malformed_json"},
        {"one bracket too many", with("") + "}", "malformed_json"},
        {"two records in a line", with("") + with(""), "malformed_json"},
        {"a comma too many", with(R"(,"new":[1,])"), "malformed_json"},
        {"NaN", with(R"(,"loc_added_sum":NaN)"), "malformed_json"},
        {"a leading zero", with(R"(,"loc_added_sum":007)"), "malformed_json"},
        {"a hexadecimal number", with(R"(,"loc_added_sum":0x10)"), "malformed_json"},
        {"single quotes", "{'day':'2026-11-16','user_id':9903}", "malformed_json"},
        {"a comment", with(R"(,"new":1/*x*/)"), "malformed_json"},
        {"an escape that is none", with(R"(,"user_login":"\x41")"), "malformed_json"},
        // no record
        {"an empty object", "{}", "missing_field"},
        {"an array", "[1,2]", "not_an_object"},
        {"a string", R"("No report available")", "not_an_object"},
        {"a number", "17", "not_an_object"},
        {"null", "null", "not_an_object"},
        // twice
        {"one key twice", with(R"(,"loc_added_sum":1,"loc_added_sum":2)"), "duplicate_key"},
        {"one unknown key twice", with(R"(,"new":1,"new":1)"), "duplicate_key"},
        {"one key twice, once in escapes", with(R"(,"user_login":"a","user\u005flogin":"b")"), "duplicate_key"},
        // numbers
        {"beyond int64", with(R"(,"loc_added_sum":9223372036854775808)"), "out_of_range"},
        {"beyond int64, downwards", with(R"(,"loc_added_sum":-9223372036854775809)"), "out_of_range"},
        {"beyond NUMERIC", with(R"(,"ai_credits_used":1e200000)"), "out_of_range"},
        {"beyond NUMERIC in an unknown member", with(R"(,"new":1e-20000)"), "out_of_range"},
        {"a float for an integer", with(R"(,"loc_added_sum":5.5)"), "wrong_type"},
        {"a whole float for an integer", with(R"(,"loc_added_sum":5.0)"), "wrong_type"},
        {"an exponent for an integer", with(R"(,"loc_added_sum":5e3)"), "wrong_type"},
        {"text for an integer", with(R"(,"loc_added_sum":"5")"), "wrong_type"},
        {"a sum of entries beyond int64",
         with(R"(,"totals_by_ide":[{"ide":"a","loc_added_sum":9223372036854775807},)"
              R"({"ide":"a","loc_added_sum":1}])"),
         "out_of_range"},
        // shapes
        {"nested 200 deep", with(",\"new\":" + deep + deep_end), "too_deep"},
        {"an object for an array", with(R"(,"totals_by_ide":{"ide":"a"})"), "wrong_type"},
        {"a breakdown without its dimension", with(R"(,"totals_by_ide":[{"loc_added_sum":1}])"), "missing_field"},
        {"a dimension of a megabyte", with(",\"totals_by_ide\":[{\"ide\":\"" + std::string(1 << 20, 'x') + "\"}]"),
         "too_long"},
        {"no person", R"({"day":"2026-11-16","user_login":"nobody"})", "missing_field"},
        {"the person null", R"({"day":"2026-11-16","user_id":null})", "missing_field"},
        {"a person with a fraction", R"({"day":"2026-11-16","user_id":7.5})", "wrong_type"},
        // days
        {"no day", R"({"user_id":9904})", "missing_field"},
        {"a day that is impossible", R"({"day":"2026-11-31","user_id":9905})", "wrong_day"},
        {"month 13", R"({"day":"2026-13-01","user_id":9906})", "wrong_day"},
        {"the year 99999", R"({"day":"99999-01-01","user_id":9907})", "wrong_day"},
        {"the day before", R"({"day":"2026-11-15","user_id":9908})", "wrong_day"},
        {"a day with a time", R"({"day":"2026-11-16T00:00:00Z","user_id":9909})", "wrong_day"},
        {"a day as a number", R"({"day":20261116,"user_id":9910})", "wrong_type"},
        // size
        {"50 MB", with(",\"new\":\"" + std::string(50'000'000, 'x') + "\""), "oversize"},
        // odd, and good
        {"integers at both ends of int64",
         with(R"(,"loc_added_sum":9223372036854775807,"loc_deleted_sum":-9223372036854775808)"), ""},
        {"a whole pair of surrogates", with(R"(,"user_login":"\ud83d\ude00")"), ""},
        {"unknown members of every type", with(R"(,"a":null,"b":[],"c":{},"d":1.5e10,"e":[{"f":[true]}],"g":"")"), ""},
        {"nested 60 deep", with(",\"new\":" + std::string(60, '[') + std::string(60, ']')), ""},
        {"a login of 64 KB", with(",\"user_login\":\"" + std::string(65536, 'y') + "\""), ""},
        {"a number of 500 digits", with(",\"new\":" + std::string(500, '7')), ""},
    };
}

class DataFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator();
        test_support::write_file(directory / "tolerant.yaml", "sync:\n  max_bad_records: 0.9\n");
    }
    outcome load(const std::vector<std::string>& lines, const arguments& more = {}) {
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        test_support::write_file(simulator().directory() / "odd.ndjson", text);
        set_script({"day=" + date + " raw_file=odd.ndjson"});
        return backfill(5, 5, more);
    }
    std::vector<std::string> keys() {
        std::vector<std::string> keys;
        for (const auto& row : database().query("SELECT user_key FROM copilot_user_metrics_daily ORDER BY user_key"))
            keys.push_back(row[0].value_or(""));
        return keys;
    }
    std::map<std::string, json_value> exported() {
        const outcome out = run({"export", "--format", "ndjson", "--from", date, "--to", date});
        EXPECT_EQ(out.code(), 0) << out.ended.err;
        said.clear();  // megabytes
        return records_of(out.ended.out);
    }
};

TEST_P(DataFaults, EachOddLineMeetsItsFateAndNoOther) {
    const auto odd = odd_lines();
    EXPECT_GE(std::count_if(odd.begin(), odd.end(), [](const odd_line& line) { return !line.reason.empty(); }), 40);
    std::vector<std::string> lines, good;
    for (std::size_t i = 0; i < std::max<std::size_t>(odd.size(), people); ++i) {
        if (i < people) lines.push_back(good_line(static_cast<int>(i)));
        if (i < people) good.push_back(lines.back());
        if (i < odd.size()) lines.push_back(odd[i].bytes);
        if (i < odd.size() && odd[i].reason.empty()) good.push_back(odd[i].bytes);
    }
    const outcome result = load(lines, {"--config", (directory / "tolerant.yaml").string()});
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_LT(result.ended.peak_bytes, 96u << 20) << "the line of 50 MB is not held";

    std::map<std::string, std::pair<std::string, std::string>> set_aside;  // line number to reason and message
    for (const auto& row : database().query("SELECT line_number, reason, message FROM rejected_records"))
        set_aside[row[0].value_or("")] = {row[1].value_or(""), row[2].value_or("")};
    std::size_t bad = 0;
    for (const odd_line& line : odd) {
        const auto at = std::find(lines.begin(), lines.end(), line.bytes) - lines.begin() + 1;
        const auto found = set_aside.find(std::to_string(at));
        const std::string reason = found == set_aside.end() ? "" : found->second.first;
        EXPECT_EQ(reason, line.reason) << line.name;
        bad += line.reason.empty() ? 0 : 1;
        write_result({"data: " + line.name, GetParam(),
                      reason.empty() ? "loaded" : "set aside, " + found->second.second.substr(0, 90), result.code(),
                      reason == line.reason});
    }
    EXPECT_EQ(set_aside.size(), bad) << "no good line is set aside";
    EXPECT_EQ(keys().size(), good.size());
    std::string text;
    for (const std::string& line : good) text += line + "\n";
    EXPECT_EQ(exported(), records_of(text)) << "what is loaded comes back as it was";
}

/// The share of bad records that is allowed by default is one in a hundred: the day is refused, and nothing of it
/// stays.
TEST_P(DataFaults, TooManyOddLinesLeaveNothing) {
    std::vector<std::string> lines;
    for (const odd_line& line : odd_lines())
        if (line.bytes.size() < 100'000) lines.push_back(line.bytes);
    for (int i = 0; i < people; ++i) lines.push_back(good_line(i));
    const outcome result = load(lines);
    EXPECT_EQ(result.code(), 7) << result.ended.err;
    EXPECT_TRUE(keys().empty());
    EXPECT_EQ(rows("copilot_user_breakdown_daily"), 0);
    EXPECT_EQ(status(date).reason, "bad_records");
    write_result(
        {"data: more bad records than allowed", GetParam(), told(status(date), result), result.code(), keys().empty()});
}

const std::vector<std::string> hostile{
    "'; DROP TABLE copilot_user_metrics_daily; --",
    "' OR '1'='1",
    "$1",
    "%s%n%x",
    "\\",
    "\\\\",
    "\\N",
    "\\.",
    "\\t\\n",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "a\x0b\x0c\x08\x1f"
    "b",
    "\"",
    "\"\"",
    "`",
    "{\"day\":\"2026-11-16\"}",
    "NULL",
    "null",
    "",
    " ",
    " leading and trailing ",
    "\xC2\xA0",
    "\xE2\x80\xAE"
    "evil",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xBF",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
    "e\xCC\x81",
    "\xC3\xA9",
    "\xE2\x80\xA8\xE2\x80\xA9",
    "\xF4\x8F\xBF\xBF",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "user;name,with:separators|and/more",
    "\x7f",
};

std::string json_escaped(const std::string& text) {
    json_value value;
    value.type = json_value::kind::string;
    value.text = text;
    return transforms_test::to_text(value);
}

/// As a login, as a key, as an e-mail, as the name of an editor and of an unknown member, each one everywhere.
TEST_P(DataFaults, HostileTextsRoundTrip) {
    std::string text;
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < hostile.size(); ++i) {
        const std::string quoted = json_escaped(hostile[i]);
        const std::string id = hostile[i].empty() ? "\"empty\"" : quoted;
        lines.push_back(R"({"day":"2026-11-16","user_id":)" + id + R"(,"user_login":)" + quoted +
                        R"(,"totals_by_ide":[{"ide":)" + quoted + R"(,"loc_added_sum":1}],)" +
                        json_escaped("x" + hostile[i]) + ":" + quoted + "}");
        text += lines.back() + "\n";
    }
    const outcome result = load(lines);
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(rows("rejected_records"), 0);
    EXPECT_EQ(rows("copilot_user_metrics_daily"), static_cast<std::int64_t>(hostile.size()));
    const auto sent = records_of(text), back = exported();
    EXPECT_EQ(sent.size(), hostile.size());
    for (const auto& [key, record] : sent) EXPECT_TRUE(back.contains(key) && back.at(key) == record) << to_text(record);
    EXPECT_EQ(back.size(), sent.size());
    for (const auto& row : database().query("SELECT user_key, user_login FROM copilot_user_metrics_daily"))
        EXPECT_EQ(row[0] == "empty" ? "" : row[0], row[1]);
    EXPECT_EQ(backfill(5, 5, {"--force"}).count("rows_written"), 0) << "the same content, read back";
    write_result({"data: hostile logins, keys and names", GetParam(),
                  std::to_string(back.size()) + " loaded and exported as they were", result.code(), back == sent});
}

ON_BOTH_ENGINES(DataFaults);

}  // namespace
