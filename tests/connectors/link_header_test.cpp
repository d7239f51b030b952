#include "connectors/github/link_header.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace connectors;

next_page parsed(std::vector<std::string> values) {
    http_headers headers;
    headers.add("X-Other", "<https://h/other>; rel=\"next\"");
    for (std::string& value : values) headers.add("link", std::move(value));
    return parse_link_header(headers);
}

TEST(LinkHeader, FindsTheNextPage) {
    const std::vector<std::vector<std::string>> spellings{
        {R"(<https://h/x?page=2>; rel="next", <https://h/x?page=9>; rel="last")"},
        {R"(<https://h/x?page=1>; rel="prev",<https://h/x?page=2>;rel="next")"},
        {R"(<https://h/x?page=2> ; REL = "Next")"},
        {R"(<https://h/x?page=2>; rel=next)"},
        {R"(<https://h/x?page=2>; rel="prefetch next")"},
        {R"(<https://h/x?page=2>; title="a, <b>; rel=\"last\""; rel="next")"},
        {R"(<https://h/x?page=2>;; rel="next";)"},
        {R"(, ,<https://h/x?page=2>; rel="next",)"},
        {R"(<https://h/x?page=2>; rel="next"; rel="last")"},
        {R"(<https://h/x?page=9>; rel="last")", R"(<https://h/x?page=2>; rel="next")"},
        {R"(<https://h/x?page=2>; rel="next")", R"(<https://h/x?page=2>; rel="next")"},
        {R"(<https://h/x?page=2>; anchor; rel="next")"}};
    for (const auto& values : spellings) {
        EXPECT_EQ(parsed(values).next, "https://h/x?page=2") << values[0];
        EXPECT_EQ(parsed(values).error, "");
    }
}

TEST(LinkHeader, FindsTheLastPage) {
    for (const char* value : {"", "  ", ",,", R"(<https://h/x>; rel="last")", R"(<https://h/x>; title="next")",
                              R"(<https://h/x>; rel="nextish")", R"(<https://h/x>; rel="last"; rel="next")",
                              R"(<https://h/x>; title="; rel=next")", R"(<https://h/next>)"}) {
        EXPECT_FALSE(parsed({value}).next) << value;
        EXPECT_EQ(parsed({value}).error, "") << value;
    }
    EXPECT_FALSE(parsed({}).next);
}

TEST(LinkHeader, RefusesWhatItCannotRead) {
    for (const char* value :
         {"https://h/x; rel=next", "<https://h/x; rel=next", R"(<https://h/x>; rel="next)", R"(<https://h/x>; rel=)",
          R"(<https://h/x> rel="next")", R"(<https://h/x>; rel="next" <https://h/y>)", "garbage", "\x01\xff",
          "<https://h/x\r\nX-Other: y>; rel=\"next\"", R"(<https://h/x y>; rel="next")", "<https://h/\x7f>; rel=next",
          R"(<https://h/x>; rel="next\)", R"(<https://h/x>; rel="next", <https://h/y>; rel="next")"}) {
        EXPECT_FALSE(parsed({value}).next) << value;
        EXPECT_NE(parsed({value}).error, "") << value;
    }
}

/// Whatever comes, it ends.
TEST(LinkHeader, SurvivesNoise) {
    std::mt19937 random{7};
    const std::string letters = "<>;,=\"\\ rel next\t\n";
    for (int round = 0; round < 20'000; ++round) {
        std::string noise;
        for (unsigned n = random() % 40; n > 0; --n) noise += letters[random() % letters.size()];
        const auto page = parsed({noise});
        EXPECT_TRUE(page.error.empty() || !page.next);
    }
    EXPECT_EQ(parsed({std::string(60'000, ',')}).error, "");
}

}  // namespace
