#include "transforms/record_framer.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using transforms::framed_record;
using transforms::record_framer;

struct found {
    std::string bytes;
    std::uint64_t line = 0;
    bool oversize = false;
    std::uint64_t length = 0;
    bool operator==(const found&) const = default;
};

std::ostream& operator<<(std::ostream& out, const found& f) {
    return out << "line " << f.line << (f.oversize ? " oversize " : " ") << f.length << " <" << f.bytes << ">";
}

constexpr std::size_t default_max = std::size_t{16} * 1024 * 1024;

/// Frames `text` in chunks whose sizes `next_size` gives. Each chunk is a buffer of its own, so that a read beyond it,
/// or of one that is gone, is seen by AddressSanitizer; the padding is read on purpose.
std::vector<found> frame(std::string_view text, const std::function<std::size_t()>& next_size, std::size_t max) {
    std::vector<found> all;
    record_framer framer(max);
    unsigned padding = 0;
    const auto deliver = [&](const framed_record& record) {
        for (std::size_t i = 0; i < transforms::record_padding_bytes; ++i) {
            padding += static_cast<unsigned char>(record.bytes.data()[record.bytes.size() + i]);
        }
        all.push_back({std::string(record.bytes), record.line, record.oversize, record.length});
    };
    while (!text.empty()) {
        const std::size_t size = std::min(next_size(), text.size());
        const std::vector<char> chunk(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
        framer.push({chunk.data(), chunk.size()}, deliver);
        text.remove_prefix(size);
    }
    framer.finish(deliver);
    return padding == 1 ? std::vector<found>{} : all;
}

/// The records of `text`, after making sure that they are the same however the stream is cut.
std::vector<found> records(std::string_view text, std::size_t max = default_max) {
    const auto whole = frame(
        text, [&] { return text.size(); }, max);
    for (std::size_t size = 1; size <= 64; ++size) {
        EXPECT_EQ(frame(
                      text, [&] { return size; }, max),
                  whole)
            << "in chunks of " << size;
    }
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        EXPECT_EQ(frame(
                      text, [&] { return 1 + random() % 200; }, max),
                  whole)
            << "in random chunks, round " << round;
    }
    return whole;
}

std::vector<std::string> texts(std::string_view text) {
    std::vector<std::string> all;
    for (const found& f : records(text)) {
        EXPECT_EQ(f.length, f.bytes.size());
        EXPECT_FALSE(f.oversize);
        all.push_back(f.bytes);
    }
    return all;
}

using strings = std::vector<std::string>;

TEST(RecordFramer, GivesNothingForAnEmptyStreamBlanksOrAnEmptyArray) {
    for (const char* text : {"", "\n", " \r\n\t\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n", "[]", " [ \n ] \n"}) {
        EXPECT_EQ(texts(text), strings{}) << text;
    }
}

TEST(RecordFramer, FindsLinesWithTheirNumbers) {
    EXPECT_EQ(records("{\"a\":1}\n{\"a\":2}\n\n  {\"a\":3} \t\r\n{\"a\":4}"),
              (std::vector<found>{{"{\"a\":1}", 1, false, 7},
                                  {"{\"a\":2}", 2, false, 7},
                                  {"{\"a\":3}", 4, false, 7},
                                  {"{\"a\":4}", 5, false, 7}}));
}

TEST(RecordFramer, SkipsBlanksAndTheByteOrderMarkBeforeTheFirstLine) {
    EXPECT_EQ(records("\xEF\xBB\xBF\r\n\n {\"a\":1}\r\n{\"b\":1}\r\n"),
              (std::vector<found>{{"{\"a\":1}", 3, false, 7}, {"{\"b\":1}", 4, false, 7}}));
}

TEST(RecordFramer, KeepsTheBytesOfHalfAByteOrderMark) {
    EXPECT_EQ(texts("\xEF\xBB"), strings{"\xEF\xBB"});
    EXPECT_EQ(texts("\xEF\xBB{\"a\":1}\n"), strings{"\xEF\xBB{\"a\":1}"});
    EXPECT_EQ(texts("{}\n\xEF\xBB\xBF{}\n"), (strings{"{}", "\xEF\xBB\xBF{}"}));  // only at the start is it a mark
}

TEST(RecordFramer, DeliversBrokenLinesAsRecords) {
    EXPECT_EQ(texts("{\"a\":1}\ngarbage\n{\"a\":\n{\"b\":[1}\n}\n{\"c\":1}"),
              (strings{"{\"a\":1}", "garbage", "{\"a\":", "{\"b\":[1}", "}", "{\"c\":1}"}));
    EXPECT_EQ(texts("garbage\n{\"a\":1}\n"), (strings{"garbage", "{\"a\":1}"}));
    EXPECT_EQ(texts("\"No report available\""), strings{"\"No report available\""});
    EXPECT_EQ(texts("{\"a\":1}{\"b\":2}\n"), strings{"{\"a\":1}{\"b\":2}"});
}

TEST(RecordFramer, TakesAnOpenFirstLineBeforeAnObjectAsABrokenLine) {
    EXPECT_EQ(texts("{\"a\":1,\"b\n{\"a\":2}\n{\"a\":3}\n"), (strings{"{\"a\":1,\"b", "{\"a\":2}", "{\"a\":3}"}));
    EXPECT_EQ(records("{\"a\":[\r\n \n\n{\"a\":2}"),
              (std::vector<found>{{"{\"a\":[", 1, false, 6}, {"{\"a\":2}", 4, false, 7}}));
}

TEST(RecordFramer, IsNotConfusedByBracketsAndQuotesInStrings) {
    EXPECT_EQ(texts("{\"a\":\"}{][\\\"\\\\\"}\n{\"b\":\"\\\\\"}\n"),
              (strings{"{\"a\":\"}{][\\\"\\\\\"}", "{\"b\":\"\\\\\"}"}));
    EXPECT_EQ(texts("{\n\"a\":\"}{][\\\"\\\\\"\n}\n{\n\"b\":\"{\"}"),
              (strings{"{\n\"a\":\"}{][\\\"\\\\\"\n}", "{\n\"b\":\"{\"}"}));
    EXPECT_EQ(texts("[{\"a\":\"],\\\"}{][\\\\\"},{\"b\":\"\\\\\"}]"),
              (strings{"{\"a\":\"],\\\"}{][\\\\\"}", "{\"b\":\"\\\\\"}"}));
}

TEST(RecordFramer, FindsObjectsThatSpanLines) {
    EXPECT_EQ(records("{\r\n  \"a\": {\n    \"b\": [1, {}]\n  }\n}"),
              (std::vector<found>{{"{\r\n  \"a\": {\n    \"b\": [1, {}]\n  }\n}", 1, false, 34}}));
    EXPECT_EQ(records("\n{\n\"a\":1\n}\n\n{\n\"a\":2\n} {\"a\":3}\n{\"a\":4}\n"),
              (std::vector<found>{{"{\n\"a\":1\n}", 2, false, 9},
                                  {"{\n\"a\":2\n}", 6, false, 9},
                                  {"{\"a\":3}", 8, false, 7},
                                  {"{\"a\":4}", 9, false, 7}}));
}

TEST(RecordFramer, TakesAnIndentedBraceOnTheSecondLineAsPartOfTheObject) {
    EXPECT_EQ(texts("{\"a\":[\n  {\"b\":1},\n  {\"b\":2}\n]}\n"), (strings{"{\"a\":[\n  {\"b\":1},\n  {\"b\":2}\n]}"}));
}

TEST(RecordFramer, DeliversWhatStandsBetweenObjectsThatSpanLines) {
    EXPECT_EQ(texts("{\n\"a\":1\n}\nrubbish here\n{\n\"a\":2\n},\n{\n\"a\":3\n}}\n"),
              (strings{"{\n\"a\":1\n}", "rubbish here", "{\n\"a\":2\n}", ",", "{\n\"a\":3\n}", "}"}));
}

TEST(RecordFramer, DeliversAnObjectThatNeverCloses) {
    EXPECT_EQ(texts("{\n\"a\":1\n}\n{\n\"a\": [2\n}\n\n"), (strings{"{\n\"a\":1\n}", "{\n\"a\": [2\n}"}));
    EXPECT_EQ(texts("{\"a\":\n"), strings{"{\"a\":"});
}

TEST(RecordFramer, FindsTheElementsOfAnArray) {
    EXPECT_EQ(texts("[{\"a\":1},{\"a\":[2,{\"b\":3}]}]"), (strings{"{\"a\":1}", "{\"a\":[2,{\"b\":3}]}"}));
    EXPECT_EQ(records("\xEF\xBB\xBF\n[\n  {\n    \"a\": 1\n  },\n  {\"a\": 2}\n]\n"),
              (std::vector<found>{{"{\n    \"a\": 1\n  }", 3, false, 16}, {"{\"a\": 2}", 6, false, 8}}));
}

TEST(RecordFramer, DeliversElementsThatAreNoObjects) {
    EXPECT_EQ(texts("[1, \"a,]\", [2,3], {\"a\":1} {\"b\":2}, null ]"),
              (strings{"1", "\"a,]\"", "[2,3]", "{\"a\":1} {\"b\":2}", "null"}));
    EXPECT_EQ(texts("[{\"a\":1},,{\"a\":2},]"), (strings{"{\"a\":1}", ",", "{\"a\":2}", ","}));
}

TEST(RecordFramer, FramesWhatFollowsAnArrayAsLines) {
    EXPECT_EQ(texts("[{\"a\":1}] rubbish\n{\"a\":2}\n]\n"), (strings{"{\"a\":1}", "rubbish", "{\"a\":2}", "]"}));
}

TEST(RecordFramer, ReportsAnArrayThatWasCutOff) {
    EXPECT_EQ(texts("[{\"a\":1},{\"a\":2}"), (strings{"{\"a\":1}", "{\"a\":2}", "["}));
    EXPECT_EQ(texts("[{\"a\":1},{\"a\""), (strings{"{\"a\":1}", "{\"a\"", "["}));
    EXPECT_EQ(texts("\n["), strings{"["});
}

TEST(RecordFramer, SaysInWhichRecordTheStreamEnded) {
    const auto last_ones = [](std::string_view text) {
        std::string found;
        record_framer framer;
        const auto deliver = [&](const framed_record& record) { found += record.last ? "last " : "whole "; };
        framer.push(text, deliver);
        framer.finish(deliver);
        return found;
    };
    EXPECT_EQ(last_ones("{\"a\":1}\n{\"a\":2}\n"), "whole whole ");
    EXPECT_EQ(last_ones("{\"a\":1}\n{\"a\":2}"), "whole last ") << "no end of line, but whole";
    EXPECT_EQ(last_ones("{\"a\":1}\n{\"a\":"), "whole last ");
    EXPECT_EQ(last_ones("[{\"a\":1},{\"a\":2}]"), "whole whole ");
    EXPECT_EQ(last_ones("[{\"a\":1},{\"a\":"), "whole last last ") << "the element, and the bracket that is not closed";
    EXPECT_EQ(last_ones("{\n\"a\":1\n}\n{\n\"a\""), "whole last ");
}

TEST(RecordFramer, SetsLongLinesAsideAndGoesOn) {
    const std::string longer(25, 'x');
    EXPECT_EQ(records("{\"a\":1}\n " + longer + "\r\n{\"a\":2}\n" + longer, 20),
              (std::vector<found>{{"{\"a\":1}", 1, false, 7},
                                  {longer.substr(0, 20), 2, true, 26},
                                  {"{\"a\":2}", 3, false, 7},
                                  {longer.substr(0, 20), 4, true, 25}}));
}

TEST(RecordFramer, TakesARecordOfExactlyTheLimit) {
    EXPECT_EQ(records("{\"a\":12345}\n{\"a\":123456}\n", 11),
              (std::vector<found>{{"{\"a\":12345}", 1, false, 11}, {"{\"a\":123456", 2, true, 12}}));
    EXPECT_EQ(records("{\"a\":12345,\n{\"a\":1}\n", 11),
              (std::vector<found>{{"{\"a\":12345,", 1, false, 11}, {"{\"a\":1}", 2, false, 7}}));
}

TEST(RecordFramer, SetsLongObjectsAndElementsAside) {
    EXPECT_EQ(records("{\n\"a\":123456789\n}\n{\n\"b\":1}", 10),
              (std::vector<found>{{"{\n\"a\":1234", 1, true, 17}, {"{\n\"b\":1}", 4, false, 8}}));
    EXPECT_EQ(records("[{\"a\":123456789},{\"b\":1}]", 10),
              (std::vector<found>{{"{\"a\":12345", 1, true, 15}, {"{\"b\":1}", 1, false, 7}}));
    EXPECT_EQ(records("{\"aaaaaaaaaaaa\":\n1}\n{\"b\":1}", 10),
              (std::vector<found>{{"{\"aaaaaaaa", 1, true, 19}, {"{\"b\":1}", 3, false, 7}}));
}

TEST(RecordFramer, TakesLinesOfManyMegabytesAndGivesTheMemoryBack) {
    const std::string big = "{\"a\":\"" + std::string(10'000'000, 'x') + "\"}";
    const std::string text = "{}\n" + big + "\n{\"b\":1}\n";
    const auto all = frame(
        text, [] { return std::size_t{65536}; }, default_max);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1].bytes, big);
    record_framer framer;
    const auto ignore = [](const framed_record&) {};
    framer.push(text.substr(0, 9'000'000), ignore);
    EXPECT_GE(framer.capacity(), 8'900'000U);
    framer.push(text.substr(9'000'000), ignore);
    EXPECT_LE(framer.capacity(), 1'100'000U);
}

TEST(RecordFramer, KeepsOnlyTheBeginningOfAGiantLine) {
    record_framer framer(1'000'000);
    std::vector<found> all;
    const auto deliver = [&](const framed_record& record) {
        all.push_back({std::string(record.bytes), record.line, record.oversize, record.length});
    };
    framer.push("{}\n", deliver);
    const std::string piece(500'000, 'x');
    for (int i = 0; i < 40; ++i) {
        framer.push(piece, deliver);
        EXPECT_LE(framer.capacity(), 2'100'000U);
    }
    framer.push("\n{}\n", deliver);
    framer.finish(deliver);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1], (found{std::string(65536, 'x'), 2, true, 20'000'000}));
}

}  // namespace
