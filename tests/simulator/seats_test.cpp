// The seats listing: pages that only the Link header leads through, and people that it counts once.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "tests/simulator/api.hpp"

namespace simulator {
namespace {

struct seats_page {
    std::int64_t total_seats = 0;
    std::vector<std::string> seats;
    std::vector<std::optional<std::int64_t>> people;  // nothing without an assignee
    std::string next;                                 // path and query of the next page, empty at the end
};

class Seats : public testing::Test {
protected:
    http_answer ask(const std::string& target) {
        const std::size_t mark = std::min(target.find('?'), target.size());
        http_request request{.method = "GET",
                             .path = target.substr(0, mark),
                             .headers = {{"authorization", "Bearer any"}, {"user-agent", "test"}}};
        if (mark < target.size()) {
            request.query = parse_query(std::string_view{target}.substr(mark + 1));
        }
        return answer_api(world_, request);
    }

    seats_page read(const std::string& target) {
        const http_answer answer = ask(target);
        EXPECT_EQ(answer.status, 200) << target;
        seats_page page;
        simdjson::dom::parser parser;
        const simdjson::dom::element body = parser.parse(answer.body);
        page.total_seats = body["total_seats"].get_int64().value();
        for (const simdjson::dom::element seat : body["seats"].get_array()) {
            page.seats.push_back(simdjson::minify(seat));
            std::int64_t id = 0;
            const bool somebody = seat["assignee"]["id"].get(id) == simdjson::SUCCESS;
            page.people.push_back(somebody ? std::optional{id} : std::nullopt);
            EXPECT_TRUE(somebody || seat["assignee"].is_null());
            EXPECT_TRUE(seat["created_at"].is_string());
        }
        for (const auto& [name, value] : answer.headers) {
            const std::size_t relation = value.find("; rel=\"next\"");
            if (name == "Link" && relation != std::string::npos) {
                const std::size_t start = value.rfind('<', relation);
                const std::string url = value.substr(start + 1, relation - start - 2);
                EXPECT_TRUE(url.starts_with("http://127.0.0.1:")) << url;
                page.next = url.substr(url.find('/', 7));
            }
        }
        return page;
    }

    std::vector<seats_page> read_all(const std::string& target) {
        std::vector<seats_page> pages = {read(target)};
        while (!pages.back().next.empty() && pages.size() < 20) {
            pages.push_back(read(pages.back().next));
        }
        return pages;
    }

    world world_{parse_settings({"--users", "250", "--today", "2026-11-20"})};
    const std::string organization_ = "/orgs/octo-org/copilot/billing/seats";
    const std::string enterprise_ = "/enterprises/octo-corp/copilot/billing/seats";
};

TEST_F(Seats, HaveFiftyToAPageAndAHundredAtMost) {
    EXPECT_EQ(read(organization_).seats.size(), 50u);
    EXPECT_EQ(read(organization_ + "?per_page=7").seats.size(), 7u);
    EXPECT_EQ(read(organization_ + "?per_page=1000").seats.size(), 100u);
    EXPECT_EQ(read(organization_ + "?per_page=many").seats.size(), 50u);
    EXPECT_TRUE(read(organization_ + "?page=99").seats.empty());
}

TEST_F(Seats, AreEachOnOnePageOfTheChain) {
    const std::vector<seats_page> pages = read_all(organization_ + "?per_page=100");
    EXPECT_EQ(pages.size(), 3u);
    std::size_t seats = 0;
    std::set<std::int64_t> people;
    std::size_t unassigned = 0;
    for (const seats_page& page : pages) {
        EXPECT_EQ(page.total_seats, 257);
        seats += page.seats.size();
        for (const auto& person : page.people) {
            if (person) {
                people.insert(*person);
            } else {
                ++unassigned;
            }
        }
    }
    EXPECT_EQ(seats, 257u);
    EXPECT_EQ(people.size(), 250u);
    EXPECT_EQ(unassigned, 7u);
}

TEST_F(Seats, OfAnEnterpriseOutnumberItsTotal) {
    std::multiset<std::int64_t> people;
    std::size_t seats = 0;
    std::int64_t total = 0;
    for (const seats_page& page : read_all(enterprise_)) {
        total = page.total_seats;
        seats += page.seats.size();
        for (const auto& person : page.people) {
            if (person) {
                people.insert(*person);
            }
        }
    }
    EXPECT_EQ(total, 257);
    EXPECT_EQ(seats, 262u) << "five people have two";
    EXPECT_EQ((std::set<std::int64_t>{people.begin(), people.end()}.size()), 250u);
}

TEST_F(Seats, AreTheSameWhenAskedAgain) {
    EXPECT_EQ(read(organization_).seats, read(organization_).seats);
    EXPECT_NE(read(organization_).seats, read(enterprise_).seats);
}

TEST_F(Seats, OfUnknownScopesAreNotThere) {
    EXPECT_EQ(ask("/orgs/nobody/copilot/billing/seats").status, 404);
    EXPECT_EQ(ask("/enterprises/octo-org/copilot/billing/seats").status, 404);
}

}  // namespace
}  // namespace simulator
