#include "transforms/csv_row.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace transforms;

std::string cell(std::optional<std::string_view> text) {
    std::string out;
    csv_row row{out};
    row.text(text);
    return out;
}

TEST(CsvRow, QuotesOnlyWhatNeedsQuotes) {
    EXPECT_EQ(cell("plain"), "plain");
    EXPECT_EQ(cell("two words; and é"), "two words; and é");
    EXPECT_EQ(cell("a,b"), "\"a,b\"");
    EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(cell("a\nb"), "\"a\nb\"");
    EXPECT_EQ(cell("a\rb"), "\"a\rb\"");
}

TEST(CsvRow, TellsNothingFromEmptyText) {
    EXPECT_EQ(cell(std::nullopt), "");
    EXPECT_EQ(cell(""), "\"\"");
}

TEST(CsvRow, DefusesWhatASpreadsheetWouldCompute) {
    for (const std::string text : {"=1+1", "+1", "-1", "@A1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠A1", "  +1"})
        EXPECT_EQ(cell(text), "'" + text) << text;
    for (const std::string text : {"\t=1"}) EXPECT_EQ(cell(text), "'" + text) << "a tab needs no quotes";
    EXPECT_EQ(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    EXPECT_EQ(cell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
    EXPECT_EQ(cell("\n=1"), "\"'\n=1\"");
    for (const std::string text : {"a=1", "1-1", "mail@example.com", "'=1", "{\"a\":1}", " a"})
        EXPECT_FALSE(looks_like_a_formula(text)) << text;
}

TEST(CsvRow, ComesBackByTakingOneApostropheOff) {
    EXPECT_EQ(cell("'=1"), "''=1");
    EXPECT_EQ(cell("'' +1"), "''' +1");
    EXPECT_EQ(cell("'plain'"), "'plain'");
}

TEST(CsvRow, SeparatesFieldsAndEndsInCrLf) {
    std::string out;
    csv_row row{out};
    row.text("a");
    row.integer(std::nullopt);
    row.integer(-5);
    row.boolean(true);
    row.boolean(std::nullopt);
    row.decimal("12.50");
    row.decimal(std::nullopt);
    row.sum({});
    row.sum({schema::wide{1} << 70, true});
    row.end();
    EXPECT_EQ(out, "a,,-5,true,,12.5,,,1180591620717411303424\r\n");
}

}  // namespace
