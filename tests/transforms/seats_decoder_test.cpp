#include "transforms/seats_decoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report_support.hpp"

namespace {

using transforms::drift_entry;
using transforms::seats_decoder;
using transforms_test::padded;
using transforms_test::sample_records;

using decoded = transforms_test::decoded_by<seats_decoder>;

std::string seat_with(const std::string& members) {
    return R"({"created_at":"2026-01-12T08:15:30+01:00")" + members + "}";
}

TEST(SeatsDecoder, FillsTheColumns) {
    const decoded got(
        seat_with(R"(,"assignee":{"login":"mona","id":7,"site_admin":false},"pending_cancellation_date":"2026-12-01",)"
                  R"("plan_type":"business","last_authenticated_at":"2026-11-18T23:11:00-06:00",)"
                  R"("last_activity_at":"2026-11-18T14:20:00.250Z","last_activity_editor":"vscode/1.140.1/x/1",)"
                  R"("updated_at":"anything","assigning_team":{"id":8,"slug":"web","name":"Web"},)"
                  R"("organization":{"login":"octo","id":9})"));
    const schema::seat_row& row = got.row();
    EXPECT_EQ(row.user_key, "7");
    EXPECT_EQ(row.user_login, "mona");
    EXPECT_EQ(row.created_at, "2026-01-12T07:15:30Z");
    EXPECT_EQ(row.last_activity_at, "2026-11-18T14:20:00.250Z");
    EXPECT_EQ(row.last_authenticated_at, "2026-11-19T05:11:00Z");
    EXPECT_EQ(row.last_activity_editor, "vscode/1.140.1/x/1");
    EXPECT_EQ(row.pending_cancellation_date, "2026-12-01");
    EXPECT_EQ(row.plan_type, "business");
    EXPECT_EQ(row.assigning_team_id, "8");
    EXPECT_EQ(row.assigning_team_slug, "web");
    EXPECT_EQ(row.organization_login, "octo");
    EXPECT_EQ(row.seat_data, got.bytes.view());
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(SeatsDecoder, TakesASeatWithoutAssignee) {
    for (const char* members :
         {"", R"(,"assignee":null,"assigning_team":null,"organization":null,"last_activity_at":null)",
          R"(,"note":"{\"assignee\":{}}","x":{"assignee":{}})"}) {
        const decoded got(seat_with(members));
        EXPECT_EQ(got.row().user_key, "") << members;
        EXPECT_EQ(got.row().user_login, std::nullopt);
        EXPECT_EQ(got.row().last_activity_at, std::nullopt);
        EXPECT_EQ(got.row().assigning_team_id, std::nullopt);
        EXPECT_EQ(got.row().organization_login, std::nullopt);
        EXPECT_EQ(got.row().seat_data, seat_with(members));
    }
    EXPECT_EQ(decoded("{}").row().created_at, std::nullopt);
}

TEST(SeatsDecoder, TakesIdsOfBothTypes) {
    const decoded got(seat_with(R"(,"assignee":{"id":"7"},"assigning_team":{"id":"8","group_id":"62ab9291"})"));
    EXPECT_EQ(got.row().user_key, "7");
    EXPECT_EQ(got.row().user_login, std::nullopt);
    EXPECT_EQ(got.row().assigning_team_id, "8");
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(SeatsDecoder, TakesTwoSeatsOfOneUser) {
    seats_decoder decoder(std::nullopt);
    std::vector<std::string> seats;
    for (const std::string& record : sample_records("seats.ndjson")) {
        const padded bytes(record);
        ASSERT_TRUE(decoder.decode(bytes.view())) << decoder.error().message;
        if (decoder.row().user_key != "175003388") continue;
        seats.push_back(std::string(decoder.row().organization_login.value_or("-")) + "/" +
                        std::string(decoder.row().assigning_team_slug.value_or("-")));
    }
    EXPECT_EQ(seats, (std::vector<std::string>{"nordlicht-digital/-", "nordlicht-labs/ent:ai-pilot"}));
}

TEST(SeatsDecoder, TakesBothShapesOfAnAssigningTeam) {
    const decoded team(seat_with(
        R"(,"assigning_team":{"id":1,"node_id":"x","url":"u","html_url":"h","name":"n","slug":"s","description":null,)"
        R"("privacy":"closed","notification_setting":"notifications_enabled","permission":"pull","permissions":)"
        R"({"pull":true,"triage":false,"push":false,"maintain":false,"admin":false},"members_url":"m",)"
        R"("repositories_url":"r","type":"organization","organization_id":9,"enterprise_id":24601,)"
        R"("parent":{"id":2,"slug":"p","name":"P","ldap_dn":"cn=x","node_id":"y"}})"));
    EXPECT_EQ(team.row().assigning_team_slug, "s");
    EXPECT_TRUE(team.decoder.drift().empty());
    const decoded enterprise_team(seat_with(
        R"(,"assigning_team":{"id":3,"name":"n","slug":"ent:s","description":"d","url":"u","html_url":"h",)"
        R"("members_url":"m","group_id":null,"group_name":null,"sync_to_organizations":"disabled",)"
        R"("organization_selection_type":"all","created_at":"c","updated_at":"u","notification_setting":"x"})"));
    EXPECT_EQ(enterprise_team.row().assigning_team_id, "3");
    EXPECT_EQ(enterprise_team.row().assigning_team_slug, "ent:s");
    EXPECT_TRUE(enterprise_team.decoder.drift().empty());
}

TEST(SeatsDecoder, CountsWhatIsNotDocumented) {
    const decoded got(
        seat_with(R"(,"license":"x","updated_at":5,"assignee":{"id":7,"plan":{"a":1},"site_admin":"no"},)"
                  R"("assigning_team":{"id":8,"new":1,"parent":{"new":true}},"organization":{"id":9,"new":[]})"));
    EXPECT_EQ(got.decoder.drift().entries(), (std::vector<drift_entry>{{"assignee.plan", "object", 1},
                                                                       {"assignee.site_admin", "string", 1},
                                                                       {"assigning_team.new", "integer", 1},
                                                                       {"assigning_team.parent.new", "boolean", 1},
                                                                       {"license", "string", 1},
                                                                       {"organization.new", "array", 1},
                                                                       {"updated_at", "integer", 1}}));
    EXPECT_EQ(got.row().seat_data, got.bytes.view());
}

TEST(SeatsDecoder, ForgetsTheSeatBefore) {
    seats_decoder decoder(std::nullopt);
    const padded first(seat_with(R"(,"assignee":{"id":7,"login":"x"},"last_activity_at":"2026-11-18T14:20:00Z")"));
    ASSERT_TRUE(decoder.decode(first.view()));
    ASSERT_TRUE(decoder.decode(padded(R"({"plan_type":"unknown"})").view()));
    EXPECT_EQ(decoder.row().user_key, "");
    EXPECT_EQ(decoder.row().user_login, std::nullopt);
    EXPECT_EQ(decoder.row().created_at, std::nullopt);
    EXPECT_EQ(decoder.row().last_activity_at, std::nullopt);
}

}  // namespace
