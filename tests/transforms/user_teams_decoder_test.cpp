#include "transforms/user_teams_decoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report_support.hpp"
#include "transforms/user_team_record.hpp"

namespace {

using transforms::append_user_team_record;
using transforms::drift_entry;
using transforms::user_teams_decoder;
using transforms_test::padded;
using transforms_test::parse_json;
using transforms_test::report_day;
using transforms_test::to_text;

using decoded = transforms_test::decoded_by<user_teams_decoder>;

std::string membership_with(const std::string& members) {
    return R"({"user_id":7,"day":"2026-11-18","team_id":8)" + members + "}";
}

void expect_round_trip(const std::string& record) {
    const decoded got(record);
    std::string again;
    ASSERT_TRUE(append_user_team_record(again, got.decoder.day(), got.row())) << got.row().extra;
    EXPECT_EQ(to_text(parse_json(again)), to_text(parse_json(record))) << "extra is " << got.row().extra;
}

TEST(UserTeamsDecoder, FillsTheColumns) {
    const decoded got(R"({"user_id":7,"user_login":"mona","day":"2026-11-18","organization_id":"9",)"
                      R"("enterprise_id":"24601","team_id":9900121,"slug":"ent:all-engineers"})");
    EXPECT_EQ(got.row().user_key, "7");
    EXPECT_EQ(got.row().user_login, "mona");
    EXPECT_EQ(got.row().team_id, "9900121");
    EXPECT_EQ(got.row().team_slug, "ent:all-engineers");
    EXPECT_EQ(got.row().organization_id, "9");
    EXPECT_EQ(got.row().enterprise_id, "24601");
    EXPECT_EQ(got.row().extra, "");
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(UserTeamsDecoder, LeavesAbsentFieldsOut) {
    const decoded got(membership_with(""));
    EXPECT_EQ(got.row().user_login, std::nullopt);
    EXPECT_EQ(got.row().team_slug, "");
    EXPECT_EQ(got.row().enterprise_id, std::nullopt);
    EXPECT_EQ(got.row().organization_id, std::nullopt);
    EXPECT_EQ(got.row().extra, "");
}

TEST(UserTeamsDecoder, CanBeRebuiltWhateverTheIdsAre) {
    for (const char* ids :
         {R"("user_id":7,"team_id":8,"enterprise_id":"1")", R"("user_id":"7","team_id":"8","enterprise_id":1)",
          R"("user_id":"mona","team_id":"007","organization_id":"")", R"("user_id":-5,"team_id":"-5")",
          R"("user_id":123456789012345678901234567890,"team_id":8,"organization_id":null)",
          R"("team_id":"a\"b\u00e4","user_id":7,"slug":"\u00e4\n\"","user_login":null)"}) {
        expect_round_trip(std::string(R"({"day":"2026-11-18",)") + ids + "}");
    }
    const decoded got(R"({"day":"2026-11-18","user_id":"42","team_id":"43","enterprise_id":1,"organization_id":2})");
    EXPECT_EQ(got.row().user_key, "42");
    EXPECT_EQ(got.row().team_id, "43");
    EXPECT_EQ(got.row().enterprise_id, "1");
    EXPECT_EQ(got.row().extra, R"({"user_id":"42","team_id":"43","enterprise_id":1,"organization_id":2})");
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(UserTeamsDecoder, KeepsNullsAndUnknownMembers) {
    const std::string record = membership_with(R"(,"slug":null,"enterprise_id":null,"role":{"a":[1, 2.50]},"new":[])");
    expect_round_trip(record);
    const decoded got(record);
    EXPECT_EQ(got.row().team_slug, "");
    EXPECT_EQ(got.row().extra, R"({"slug":null,"enterprise_id":null,"role":{"a":[1,2.50]},"new":[]})");
    EXPECT_EQ(got.decoder.drift().entries(), (std::vector<drift_entry>{{"new", "array", 1}, {"role", "object", 1}}));
}

TEST(UserTeamsDecoder, TellsAnEmptySlugFromNoneAtAll) {
    for (const char* members : {R"(,"slug":"")", R"(,"slug":"","role":{"a":[1]},"enterprise_id":5)", R"(,"slug":null)",
                                R"(,"role":"")", ""}) {
        expect_round_trip(membership_with(members));
        EXPECT_EQ(decoded(membership_with(members)).row().team_slug, "");
    }
    EXPECT_EQ(decoded(membership_with(R"(,"slug":"")")).row().extra, R"({"slug":""})");
    EXPECT_EQ(decoded(membership_with(R"(,"slug":"","enterprise_id":5)")).row().extra,
              R"({"slug":"","enterprise_id":5})");
}

TEST(UserTeamsDecoder, TakesAnyDayWhenNoneIsAskedFor) {
    const decoded got(R"({"user_id":7,"day":"2026-05-14","team_id":8})", std::nullopt);
    EXPECT_EQ(got.decoder.day(), (schema::day{2026, 5, 14}));
}

TEST(UserTeamRecord, MergesExtraAsPostgresPrintsIt) {
    schema::user_team_row row;
    row.team_id = "8";
    row.user_key = "7";
    row.user_login = "a\"b";
    row.extra = R"({"slug": null, "zeta": [1, {"x": 2.50}], "user_id": "7"})";
    std::string out = "before ";
    ASSERT_TRUE(append_user_team_record(out, report_day, row));
    EXPECT_EQ(out, R"(before {"user_id":"7","user_login":"a\"b","day":"2026-11-18","team_id":8,"slug":null,)"
                   R"("zeta":[1, {"x": 2.50}]})");
}

TEST(UserTeamRecord, RefusesAnExtraThatIsNoObject) {
    for (const char* extra : {"[]", "{", "nonsense", "{\"a\":}"}) {
        schema::user_team_row row;
        row.team_id = row.user_key = "7";
        row.extra = extra;
        std::string out = "kept";
        EXPECT_FALSE(append_user_team_record(out, report_day, row)) << extra;
        EXPECT_EQ(out, "kept");
    }
}

}  // namespace
