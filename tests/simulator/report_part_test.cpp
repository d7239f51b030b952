// How lines become a file: formats, lengths known beforehand, and reading from the middle.
#include <gtest/gtest.h>

#include "tests/simulator/report_part.hpp"

namespace simulator {
namespace {

std::shared_ptr<const report_part> make_part(std::size_t count, report_format format, std::size_t line_bytes = 0) {
    part_lines lines;
    lines.count = count;
    lines.append = [line_bytes](json_writer& out, std::size_t index) {
        out.literal("{\"n\":");
        out.number(static_cast<std::int64_t>(index));
        out.fill(line_bytes, ' ');
        out.literal("}");
    };
    return std::make_shared<const report_part>(std::move(lines), format, "\"e\"");
}

std::string read(const std::shared_ptr<const report_part>& part, std::int64_t offset, std::int64_t length) {
    std::string text;
    part_reader reader{part, offset, length};
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) {
        text += piece;
    }
    return text;
}

std::string whole(std::size_t count, report_format format) {
    const auto part = make_part(count, format);
    return read(part, 0, part->length());
}

TEST(ReportPart, WritesEveryFormat) {
    EXPECT_EQ(whole(2, report_format::ndjson), "{\"n\":0}\n{\"n\":1}\n");
    EXPECT_EQ(whole(2, report_format::crlf), "{\"n\":0}\r\n{\"n\":1}\r\n");
    EXPECT_EQ(whole(2, report_format::blank_lines), "\n{\"n\":0}\n\n{\"n\":1}\n\n");
    EXPECT_EQ(whole(2, report_format::no_final_newline), "{\"n\":0}\n{\"n\":1}");
    EXPECT_EQ(whole(2, report_format::bom), "\xEF\xBB\xBF{\"n\":0}\n{\"n\":1}\n");
    EXPECT_EQ(whole(2, report_format::array), "[{\"n\":0},\n{\"n\":1}]\n");
    EXPECT_EQ(whole(1, report_format::pretty), "{\n  \"n\": 0\n}\n");
}

TEST(ReportPart, MayBeEmpty) {
    EXPECT_EQ(whole(0, report_format::ndjson), "");
    EXPECT_EQ(whole(0, report_format::array), "[]\n");
}

TEST(ReportPart, ReadsAnyRangeOfALargePart) {
    const auto part = make_part(100, report_format::ndjson, 40'000);  // too large to be kept whole
    const std::string all = read(part, 0, part->length());
    ASSERT_EQ(static_cast<std::int64_t>(all.size()), part->length());
    for (const std::int64_t offset :
         {std::int64_t{0}, std::int64_t{1}, part->block_start(1), part->block_start(1) - 1, part->length() - 1}) {
        EXPECT_EQ(read(part, offset, part->length() - offset), all.substr(static_cast<std::size_t>(offset)));
        EXPECT_EQ(read(part, offset, 1), all.substr(static_cast<std::size_t>(offset), 1));
    }
}

TEST(ReportPart, PrettyTextKeepsTextsAndEmptyThings) {
    EXPECT_EQ(pretty_text(R"({"a":[],"b":{"c":"x:{,"},"d":[1,2]})"),
              "{\n  \"a\": [],\n  \"b\": {\n    \"c\": \"x:{,\"\n  },\n  \"d\": [\n    1,\n    2\n  ]\n}");
}

}  // namespace
}  // namespace simulator
