#include "sinks/postgres/copy_text.hpp"

#include <gtest/gtest.h>

namespace sinks::postgres {
namespace {

std::string copied(std::string_view value) {
    std::string out = "before|";
    append_copy_text(out, value);
    return out.substr(7);
}

TEST(CopyText, EscapesWhatWouldEndAFieldARowOrTheCopy) {
    EXPECT_EQ(copied("a\tb"), "a\\tb");
    EXPECT_EQ(copied("a\nb"), "a\\nb");
    EXPECT_EQ(copied("a\rb"), "a\\rb");
    EXPECT_EQ(copied("a\\b"), "a\\\\b");
    EXPECT_EQ(copied("\\N"), "\\\\N") << "the text, not NULL";
    EXPECT_EQ(copied("\\."), "\\\\.") << "the text, not the end of the data";
    EXPECT_EQ(copied("\t\t\n"), "\\t\\t\\n");
}

TEST(CopyText, LeavesEveryOtherByteAsItIs) {
    for (const char* text : {"", "plain", "Zoë 李雷 🦀", "\"quoted\", 'too'", "\x01\x7f\xff", "a b"})
        EXPECT_EQ(copied(text), text);
}

TEST(CopyInteger, WritesTheWholeRange) {
    std::string out;
    append_copy_integer(out, INT64_MIN);
    out += ' ';
    append_copy_integer(out, 0);
    out += ' ';
    append_copy_integer(out, INT64_MAX);
    EXPECT_EQ(out, "-9223372036854775808 0 9223372036854775807");
}

}  // namespace
}  // namespace sinks::postgres
