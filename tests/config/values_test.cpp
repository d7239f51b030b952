#include "config/values.hpp"

#include <gtest/gtest.h>

namespace config {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

TEST(Duration, IsReadInSecondsMinutesHoursAndDays) {
    const std::pair<const char*, seconds> cases[] = {
        {"90s", 90s}, {"50m", 50min},   {"1h", 1h}, {"2d", 48h},    {"1h30m", 90min},           {"1d1h1m1s", 90061s},
        {"45", 45s},  {" 50m ", 50min}, {"1s", 1s}, {"0h5m", 5min}, {"1000000000", 1000000000s}};
    for (const auto& [text, expected] : cases) EXPECT_EQ(parse_duration(text), expected) << text;
}

TEST(Duration, RefusesEverythingElse) {
    for (const char* text : {"", " ", "0", "0s", "0m", "-5m", "m", "1.5h", "5 m", "5x", "1h30", "5M", "50min", "1e3",
                             "+5m", "99999999999999999999", "1000000001s", "5m-1s", "soon"})
        EXPECT_FALSE(parse_duration(text)) << "'" << text << "'";
}

TEST(WholeNumber, IsReadWithinItsBounds) {
    EXPECT_EQ(parse_whole_number("1", 1, 365), 1);
    EXPECT_EQ(parse_whole_number("365", 1, 365), 365);
    EXPECT_EQ(parse_whole_number(" 28 ", 1, 365), 28);
    EXPECT_EQ(parse_whole_number("007", 1, 365), 7);
    EXPECT_EQ(parse_whole_number("0", 0, 10), 0);
}

TEST(WholeNumber, RefusesWhatIsOutsideOrNoNumber) {
    for (const char* text :
         {"0", "366", "-1", "", " ", "1.0", "1e2", "0x10", "12a", "a12", "1 2", "+5", "99999999999999999999"})
        EXPECT_FALSE(parse_whole_number(text, 1, 365)) << "'" << text << "'";
}

TEST(List, IsSplitAtCommasTrimmedAndWithoutEmptyPieces) {
    EXPECT_EQ(split_list("a"), std::vector<std::string>{"a"});
    EXPECT_EQ(split_list(" a , b,,\tc\n,"), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(split_list(""), std::vector<std::string>{});
    EXPECT_EQ(split_list(" , ,"), std::vector<std::string>{});
    EXPECT_EQ(split_list("a b"), std::vector<std::string>{"a b"});
}

TEST(Slug, HoldsLettersDigitsAndThreeSigns) {
    for (const char* text : {"a", "octo-org", "Octo_Org.9", "0", "a-very-long-but-fine-slug"})
        EXPECT_TRUE(is_slug(text)) << text;
}

TEST(Slug, LetsNothingIntoAUrlThatCouldChangeItsPath) {
    for (const char* text : {"", "a/b", "a b", "a?b", "a#b", "a%2fb", "ä", "a\nb", "a:b", "a@b", "a\\b", "a;b", "a&b"})
        EXPECT_FALSE(is_slug(text)) << text;
    EXPECT_FALSE(is_slug(std::string(101, 'a')));
    EXPECT_FALSE(is_slug(std::string_view("a\0b", 3)));
}

TEST(Slug, MadeOfDotsAloneIsNoSlugBecauseItWouldWalkThePath) {
    EXPECT_FALSE(is_slug("."));
    EXPECT_FALSE(is_slug(".."));
}

TEST(LoopbackUrl, IsRecognizedByItsHost) {
    for (const char* url : {"http://127.0.0.1", "http://127.0.0.1:8080/x", "http://127.8.9.10/", "http://localhost",
                            "http://LOCALHOST:1/", "http://[::1]", "http://[::1]:8080/a?b", "https://localhost/"})
        EXPECT_TRUE(is_loopback_url(url)) << url;
}

TEST(LoopbackUrl, IsNotMistakenForItsLookAlikes) {
    for (const char* url : {"http://127.0.0.1.example.com",
                            "http://127.example.com",
                            "http://localhost.example.com",
                            "http://localhostx",
                            "http://localhost@evil.example.com",
                            "http://localhost:80@evil.example.com",
                            "http://127.0.0.1@evil.example.com",
                            "http://127.0.0.1:80@evil.example.com",
                            "http://user:pw@evil.example.com",
                            "http://evil.example.com/127.0.0.1",
                            "http://evil.example.com?localhost",
                            "http://evil.example.com#localhost",
                            "http://[::1].evil.example.com",
                            "http://[::1]evil.example.com",
                            "http://[::2]",
                            "http://[2001:db8::1]",
                            "http://1127.0.0.1",
                            "http://128.0.0.1",
                            "http://0.0.0.0",
                            "http://10.0.0.1",
                            "http://",
                            "localhost",
                            "",
                            "http:/localhost",
                            "http://[::1",
                            "http://127.0.0.1\\evil.example.com",
                            "http://127.0.0.256",
                            "http://127.0.0.1.2",
                            "http://127."})
        EXPECT_FALSE(is_loopback_url(url)) << url;
}

TEST(ApiUrl, MayBeHttpsOrHttpOnLoopback) {
    for (const char* url :
         {"https://api.github.com", "https://api.acme.ghe.com", "https://ghes.example.com/api/v3",
          "https://example.com:8443", "http://127.0.0.1:18080", "http://localhost:8080", "http://[::1]:8080"})
        EXPECT_FALSE(refuse_api_url(url)) << url << " " << refuse_api_url(url).value_or("");
}

TEST(ApiUrl, OverPlainHttpIsRefusedForEveryOtherHost) {
    for (const char* url : {"http://api.github.com", "http://127.0.0.1.example.com", "http://localhost.example.com",
                            "http://10.0.0.1", "http://[::1].example.com", "http://[::1]example.com"})
        EXPECT_TRUE(refuse_api_url(url)) << url;
}

TEST(ApiUrl, WithUserQueryOrFragmentIsRefused) {
    for (const char* url :
         {"https://user@api.github.com", "https://user:secret@api.github.com", "http://localhost@evil",
          "http://localhost:80@evil", "https://api.github.com?a=b", "https://api.github.com/#x"})
        EXPECT_TRUE(refuse_api_url(url)) << url;
}

TEST(ApiUrl, ThatIsNoUrlIsRefused) {
    for (const char* url : {"", "api.github.com", "ftp://api.github.com", "https://", "https:///x", "https://:443",
                            "file:///etc/passwd", "sqlite:x", "https:/api.github.com", "https://a b.example.com",
                            "https://api.github.com/\n", "https://api.github.com:port",
                            "https://api.github.com:", "https://api.github.com:99999", "http://localhost:8080:evil"})
        EXPECT_TRUE(refuse_api_url(url)) << "'" << url << "'";
}

TEST(ApiUrl, RefusalNeverRepeatsAPassword) {
    const auto why = refuse_api_url("https://user:hunter2@api.github.com");
    ASSERT_TRUE(why);
    EXPECT_EQ(why->find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace config
