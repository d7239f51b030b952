#include "transforms/user_record.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "users_support.hpp"

namespace {

using transforms::append_user_record;
using transforms_test::expect_round_trip;
using transforms_test::json_value;
using transforms_test::parse_json;
using transforms_test::test_day;
using transforms_test::to_text;
using transforms_test::user_with;

std::string written(const schema::user_row& row) {
    std::string out;
    EXPECT_TRUE(append_user_record(out, test_day, row));
    return out;
}

TEST(UserRecord, WritesColumnsUnderTheirNames) {
    schema::user_row row;
    row.user_key = "7";
    row.user_login = "a\"b\n\x01";
    row.enterprise_id = "24601";
    row.user_email = "not part of the record";
    row.activity.values[1] = -5;
    row.flags[8] = false;
    row.ai_credits_used = "12.50";
    row.ai_adoption_phase = "Phase 1";
    row.cli[4] = 2301396300;
    EXPECT_EQ(
        written(row),
        R"({"day":"2026-11-18","enterprise_id":"24601","user_id":7,"user_login":"a\"b\n\u0001",)"
        R"("code_generation_activity_count":-5,"used_vscode_agent":false,"ai_credits_used":12.50,)"
        R"("ai_adoption_phase":{"phase":"Phase 1"},"totals_by_cli":{"token_usage":{"prompt_tokens_sum":2301396300}}})");
}

TEST(UserRecord, WritesAUserKeyThatIsNoNumberAsAString) {
    schema::user_row row;
    row.user_key = "007";
    EXPECT_EQ(written(row), R"({"day":"2026-11-18","user_id":"007"})");
    row.user_key = "42";
    row.extra = R"({"user_id": "42"})";
    EXPECT_EQ(written(row), R"({"day":"2026-11-18","user_id":"42"})");
}

TEST(UserRecord, MergesExtraAsPostgresPrintsIt) {
    schema::user_row row;
    row.user_key = "7";
    row.cli[0] = 3;
    row.ai_adoption_phase_number = 1;
    row.extra =
        R"({"zeta": [1, 2.50], "etl_id": null, "totals_by_cli": {"token_usage": {"avg_tokens_per_request": 1.5}, )"
        R"("last_known_cli_version": {"sampled_at": null}}, "totals_by_ide": []})";
    EXPECT_EQ(parse_json(written(row)),
              parse_json(R"({"day":"2026-11-18","user_id":7,"totals_by_ide":[],"ai_adoption_phase":{"phase_number":1},)"
                         R"("totals_by_cli":{"session_count":3,"token_usage":{"avg_tokens_per_request":1.5},)"
                         R"("last_known_cli_version":{"sampled_at":null}},"zeta":[1,2.5],"etl_id":null})"));
}

TEST(UserRecord, ExpandsTheOriginalEntriesOfASummedRow) {
    std::vector<schema::user_breakdown_row> rows(2);
    rows[0].breakdown = rows[1].breakdown = "ide";
    rows[0].ide = "x";
    rows[0].activity.values[0] = 11;
    rows[0].extra = R"({"$entries": [{"ide": "x", "a": 1}, {"ide": "x"}]})";
    rows[1].ide = "y";
    rows[1].activity.values[0] = 2;
    rows[1].extra = R"({"b": [1]})";
    schema::user_row row;
    row.user_key = "7";
    row.breakdown = rows;
    EXPECT_EQ(parse_json(written(row)),
              parse_json(R"({"day":"2026-11-18","user_id":7,"totals_by_ide":[{"ide":"x","a":1},{"ide":"x"},)"
                         R"({"ide":"y","user_initiated_interaction_count":2,"b":[1]}]})"));
}

TEST(UserRecord, RefusesAnExtraThatIsNoObject) {
    for (const char* extra : {"[]", "{", "nonsense", "{\"a\":}"}) {
        schema::user_row row;
        row.user_key = "7";
        row.extra = extra;
        std::string out = "kept";
        EXPECT_FALSE(append_user_record(out, test_day, row)) << extra;
        EXPECT_EQ(out, "kept");
    }
}

/// Records that no vendor would send, but JSON and the documentation allow.
class record_maker {
public:
    explicit record_maker(unsigned seed) : random_(seed) {}

    std::string record() {
        std::string out = user_with("");
        out.pop_back();
        for (const char* name : {"organization_id", "enterprise_id"}) {
            if (chance(2)) out += member(name, chance(3) ? number() : text());
        }
        if (chance(2)) out += member("user_login", text());
        for (const std::string_view name : schema::activity_columns) out += measure(name);
        for (const std::string_view name : schema::user_flag_columns) {
            if (chance(2)) out += member(name, chance(2) ? "true" : "false");
        }
        if (chance(2)) out += member("ai_credits_used", number() + (chance(2) ? ".25" : "e-3"));
        out += breakdown("totals_by_ide", {"ide"}) + breakdown("totals_by_feature", {"feature"}) +
               breakdown("totals_by_language_feature", {"language", "feature"}) +
               breakdown("totals_by_language_model", {"language", "model"}) +
               breakdown("totals_by_model_feature", {"model", "feature"});
        if (chance(2))
            out += member("ai_adoption_phase", object({measure("phase_number"), maybe_text("phase"), unknown()}));
        if (chance(2)) {
            const std::string tokens = object({measure("output_tokens_sum"), measure("prompt_tokens_sum"), unknown()});
            out +=
                member("totals_by_cli",
                       object({measure("session_count"), unknown(), chance(2) ? member("token_usage", tokens) : ""}));
        }
        for (const char* name : {"totals_by_skill", "totals_by_copilot_app", "etl_id", "distinct_mcp_use_count"}) {
            if (chance(3)) out += member(name, any(3));
        }
        return out + unknown() + "}";
    }

private:
    bool chance(unsigned n) { return random_() % n == 0; }
    std::string number() { return (chance(5) ? "-" : "") + std::to_string(random_() % 100000); }
    std::string text() {
        static const std::vector<std::string> texts{"",           "x",         "a b",           "\xC3\xA4",
                                                    "\\u00e4\\n", "\\\"q\\\\", "\\ud83d\\ude00"};
        return "\"" + texts[random_() % texts.size()] + "\"";
    }
    std::string member(std::string_view name, const std::string& value) {
        const char* const blank = chance(4) ? " " : "";
        return std::string(",") + blank + "\"" + std::string(name) + "\"" + blank + ":" + blank +
               (chance(12) ? "null" : value);
    }
    std::string maybe_text(std::string_view name) { return chance(2) ? member(name, text()) : ""; }
    std::string measure(std::string_view name) { return chance(3) ? "" : member(name, number()); }
    std::string unknown() { return chance(4) ? member("unknown_" + std::to_string(random_() % 9), any(4)) : ""; }
    std::string object(const std::vector<std::string>& members) {
        std::string out;
        for (const std::string& m : members) out += m;
        return "{" + (out.empty() ? out : out.substr(1)) + "}";
    }
    std::string any(int depth) {
        switch (random_() % (depth > 0 ? 7 : 5)) {
            case 0:
                return number();
            case 1:
                return number() + "." + std::to_string(random_() % 1000) + (chance(3) ? "E+7" : "");
            case 2:
                return text();
            case 3:
                return chance(2) ? "true" : "false";
            case 4:
                return "null";
            case 5:
                return "[" + any(depth - 1) + (chance(2) ? "," + any(depth - 1) : "") + "]";
            default:
                return object({member("a", any(depth - 1)), chance(2) ? member("b c", any(depth - 1)) : ""});
        }
    }
    std::string breakdown(const std::string& name, const std::vector<std::string>& dimensions) {
        if (chance(4)) return "";
        std::string entries;
        for (unsigned i = random_() % 5; i > 0; --i) {
            std::vector<std::string> members;
            for (const std::string& d : dimensions) {  // few values, so that some keys come twice
                members.push_back(",\"" + d + "\":\"" + std::string(1, static_cast<char>('a' + random_() % 4)) + "\"");
            }
            for (const std::string_view m : schema::activity_columns) members.push_back(measure(m));
            members.push_back(unknown());
            entries += "," + object(members);
        }
        return member(name, "[" + (entries.empty() ? "" : entries.substr(1)) + "]");
    }

    std::mt19937 random_;
};

TEST(UserRecord, GivesBackRandomRecords) {
    transforms::users_decoder decoder(test_day);
    record_maker maker(20261118);
    for (int i = 0; i < 5000 && !testing::Test::HasFailure(); ++i) expect_round_trip(decoder, maker.record());
}

/// The same JSON as jsonb prints it: a blank behind colons and commas, keys in another order.
std::string as_jsonb(const json_value& value) {
    std::string out;
    if (value.type == json_value::kind::object) {
        for (auto member = value.members.rbegin(); member != value.members.rend(); ++member) {
            out += (out.empty() ? "" : ", ") + to_text({json_value::kind::string, member->first, {}, {}}) + ": " +
                   as_jsonb(member->second);
        }
        return "{" + out + "}";
    }
    if (value.type != json_value::kind::array) return to_text(value);
    for (const json_value& element : value.elements) out += (out.empty() ? "" : ", ") + as_jsonb(element);
    return "[" + out + "]";
}

TEST(UserRecord, GivesBackRandomRecordsWhoseExtraWentThroughJsonb) {
    transforms::users_decoder decoder(test_day);
    record_maker maker(7);
    for (int i = 0; i < 1000; ++i) {
        const std::string record = maker.record();
        const transforms_test::padded bytes(record);
        ASSERT_TRUE(decoder.decode(bytes.view())) << decoder.error().message;
        schema::user_row row = decoder.row();
        const std::string extra = row.extra.empty() ? "" : as_jsonb(parse_json(row.extra));
        row.extra = extra;
        std::vector<schema::user_breakdown_row> rows(row.breakdown.rbegin(), row.breakdown.rend());
        std::vector<std::string> extras;
        for (const auto& r : rows) extras.push_back(r.extra.empty() ? "" : as_jsonb(parse_json(r.extra)));
        for (std::size_t r = 0; r < rows.size(); ++r) rows[r].extra = extras[r];
        row.breakdown = rows;
        ASSERT_EQ(to_text(with_sorted_breakdowns(parse_json(written(row)))),
                  to_text(with_sorted_breakdowns(parse_json(record))));
    }
}

}  // namespace
