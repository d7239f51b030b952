#include "connectors/http/url.hpp"

#include <gtest/gtest.h>

#include "connectors/http/shown_text.hpp"

namespace {

using connectors::is_loopback;
using connectors::parse_url;
using connectors::shown_text;

TEST(Url, KeepsPathAndQueryAsWritten) {
    const auto url =
        parse_url("https://Copilot-Reports.github.com/a%2Fb/part-0.ndjson?sig=a%2Bb%3D&se=2026-11-18T00%3A00Z#x");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "https");
    EXPECT_EQ(url->host, "copilot-reports.github.com");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(url->target, "/a%2Fb/part-0.ndjson?sig=a%2Bb%3D&se=2026-11-18T00%3A00Z");
}

TEST(Url, GivesAnEmptyPathASlash) {
    EXPECT_EQ(parse_url("http://localhost:8080")->target, "/");
    EXPECT_EQ(parse_url("http://localhost?a=b")->target, "/?a=b");
}

TEST(Url, NamesTheHostWithItsPort) {
    EXPECT_EQ(host_port(*parse_url("https://api.github.com/x")), "api.github.com:443");
    EXPECT_EQ(host_port(*parse_url("http://[::1]:8080/")), "[::1]:8080");
    EXPECT_EQ(host_header(*parse_url("https://api.github.com/x")), "api.github.com");
    EXPECT_EQ(host_header(*parse_url("http://127.0.0.1:81/")), "127.0.0.1:81");
}

TEST(Url, ShowsNoQuery) {
    EXPECT_EQ(redacted(*parse_url("http://127.0.0.1:81/a/b?sig=secret")), "http://127.0.0.1:81/a/b");
    EXPECT_LT(redacted(*parse_url("http://h/" + std::string(5000, 'a'))).size(), 400U);
}

TEST(Url, RefusesWhatCouldMeanTwoThings) {
    for (const char* text : {"",
                             "api.github.com",
                             "ftp://h/x",
                             "//h/x",
                             "https:///x",
                             "https://",
                             "http:/h",
                             "https://user@h/",
                             "https://u:p@h/x",
                             "https://github.com\\@evil.example/",
                             "https://h:0/",
                             "https://h:65536/",
                             "https://h:x/",
                             "https://h:80x/",
                             "https://h%2eexample/",
                             "https://h ost/",
                             "https://h/a b",
                             "https://h/\n",
                             "https://h/%zz",
                             "https://h/%4",
                             "https://h\xc3\xa9/",
                             "https://[::1/",
                             "https://[x]/",
                             "https://[::1]x/",
                             "https://h/\"",
                             "https://h{}/"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

TEST(Url, KnowsLoopbackByNameOnly) {
    for (const char* text :
         {"http://localhost/", "http://LOCALHOST:1/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]/"}) {
        EXPECT_TRUE(is_loopback(*parse_url(text))) << text;
    }
    for (const char* text : {"http://localhost.example/", "http://127.0.0.1.example/", "http://128.0.0.1/",
                             "http://127.1/", "http://10.0.0.1/", "http://[::2]/", "http://0.0.0.0/"}) {
        EXPECT_FALSE(is_loopback(*parse_url(text))) << text;
    }
}

TEST(ShownText, IsOneShortPrintableLine) {
    EXPECT_EQ(shown_text("  a\r\n\tb\x1b[31m\x7f"
                         "c "),
              "a b [31m c");
    EXPECT_EQ(shown_text("abcdef", 3), "abc...");
    EXPECT_EQ(shown_text("ab\xc3\xa9", 3), "ab...");
    EXPECT_EQ(shown_text("ab\xc3\xa9", 4), "ab\xc3\xa9");
}

TEST(ShownText, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(shown_text("a\xff"
                         "b\xc3"),
              "a?b?");
    EXPECT_EQ(shown_text("\xed\xa0\x80"), "???");
    EXPECT_EQ(shown_text("\xc2\x9b"
                         "31m"),
              "??31m");  // a C1 control, which terminals obey
}

TEST(ShownText, DropsQueries) {
    EXPECT_EQ(shown_text("see https://h/x?sig=SECRET, or"), "see https://h/x or");
    EXPECT_EQ(shown_text("see <https://h/x?SECRET> now?"), "see <https://h/x> now?");
    EXPECT_EQ(shown_text("/x?sig=SECRET"), "/x");
}

}  // namespace
