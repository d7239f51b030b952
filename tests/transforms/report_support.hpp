#pragma once
// What the tests of the datasets' decoders share: samples, a decoded record with its bytes, and tables of bad records.

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "json_value.hpp"
#include "padded.hpp"
#include "schema/day.hpp"
#include "transforms/record_framer.hpp"

namespace transforms_test {

inline const schema::day report_day{2026, 11, 18};

/// The records of a file in tests/data/github.
inline std::vector<std::string> sample_records(const std::string& file) {
    std::ifstream in(std::string(TEST_DATA_DIR) + "/github/" + file);
    std::stringstream text;
    text << in.rdbuf();
    std::vector<std::string> records;
    const auto deliver = [&](const transforms::framed_record& record) { records.emplace_back(record.bytes); };
    transforms::record_framer framer;
    framer.push(text.str(), deliver);
    framer.finish(deliver);
    EXPECT_FALSE(records.empty()) << file;
    return records;
}

/// A decoder with one record decoded, and the bytes that its row looks into.
template <class Decoder>
struct decoded_by {
    explicit decoded_by(const std::string& record, std::optional<schema::day> asked = report_day)
        : bytes(record), decoder(asked) {
        EXPECT_TRUE(decoder.decode(bytes.view())) << decoder.error().message << "\n" << record.substr(0, 1000);
    }
    const auto& row() const { return decoder.row(); }
    padded bytes;
    Decoder decoder;
};

struct bad_record {
    std::string record;
    std::string reason;
    std::string message;  ///< what the message begins with
};

/// Every record is refused as the table says, and `good` is taken after each of them.
template <class Decoder>
void expect_refused(const std::vector<bad_record>& table, const std::string& good) {
    Decoder decoder(report_day);
    for (const bad_record& bad : table) {
        EXPECT_FALSE(decoder.decode(padded(bad.record).view())) << bad.record;
        EXPECT_EQ(decoder.error().reason, bad.reason) << bad.record << "\n" << decoder.error().message;
        EXPECT_TRUE(decoder.error().message.starts_with(bad.message)) << bad.record << "\n" << decoder.error().message;
        EXPECT_FALSE(decoder.error().message.empty());
        EXPECT_LE(decoder.error().message.size(), 260U);
        EXPECT_TRUE(decoder.decode(padded(good).view())) << "after " << bad.record << ": " << decoder.error().message;
    }
}

/// No beginning of a record is taken for a record.
template <class Decoder>
void expect_no_beginning_taken(const std::string& record) {
    Decoder decoder(std::nullopt);
    for (std::size_t size = 0; size < record.size(); ++size) {
        EXPECT_FALSE(decoder.decode(padded(record.substr(0, size)).view())) << size;
    }
    EXPECT_TRUE(decoder.decode(padded(record).view())) << decoder.error().message;
}

}  // namespace transforms_test
