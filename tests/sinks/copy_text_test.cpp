#include "sinks/postgres/copy_encoder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sinks::postgres {
namespace {

std::string copied(std::string_view value) {
    copy_encoder rows{16};
    rows.boolean(true);
    rows.text(value);
    return std::string(rows.bytes().substr(2));
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

TEST(CopyText, EscapesWhereverItStands) {
    // Eight bytes are looked at together: each of them, and each place among them.
    for (const char special : {'\\', '\t', '\n', '\r', '\x0f', '\x10', '[', ']', '\xdc'}) {
        for (std::size_t size = 1; size <= 25; ++size) {
            for (std::size_t at = 0; at < size; ++at) {
                std::string text(size, 'x');
                text[at] = special;
                std::string expected = text;
                if (special == '\\') expected.insert(at, 1, '\\');
                if (const auto letter = std::string_view("\tt\nn\rr").find(special); letter != std::string_view::npos)
                    expected.replace(at, 1, std::string{'\\', "\tt\nn\rr"[letter + 1]});
                EXPECT_EQ(copied(text), expected) << size << " " << at;
            }
        }
    }
}

TEST(CopyText, OfAnySizeGoesIntoTheBuffer) {
    std::string text(300'000, 'y');
    text += std::string(300'000, '\\') + "z";
    std::string expected(300'000, 'y');
    expected += std::string(600'000, '\\') + "z";
    EXPECT_EQ(copied(text), expected);
}

TEST(CopyEncoder, WritesRowsAndForgetsThem) {
    copy_encoder rows{16};
    for (int round = 0; round < 3; ++round) {
        rows.text("a");
        rows.null();
        rows.end_row();
        rows.integer(-5);
        rows.text("");
        rows.boolean(false);
        rows.end_row();
        EXPECT_EQ(rows.bytes(), "a\t\\N\n-5\t\tf\n");
        rows.clear();
        EXPECT_EQ(rows.bytes(), "");
        rows.text(std::string(1000 * round, 'g'));
        rows.end_row();
        rows.clear();
    }
}

TEST(CopyEncoder, WritesTheWholeRangeOfIntegers) {
    copy_encoder rows{16};
    rows.integer(INT64_MIN);
    rows.integer(0);
    rows.integer(INT64_MAX);
    EXPECT_EQ(rows.bytes(), "-9223372036854775808\t0\t9223372036854775807");
}

}  // namespace
}  // namespace sinks::postgres
