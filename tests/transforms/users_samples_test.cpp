// The published shapes: every sample record decodes without drift, obeys the samples' sums, and can be rebuilt.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "transforms/record_framer.hpp"
#include "users_support.hpp"

namespace {

using transforms::framed_record;

const std::vector<std::string> sample_files{"users-1-day.enterprise.ndjson", "users-1-day.organization.ndjson",
                                            "users-28-day.organization.ndjson"};

std::vector<std::string> sample_records(const std::string& file) {
    std::ifstream in(std::string(TEST_DATA_DIR) + "/github/" + file);
    std::stringstream text;
    text << in.rdbuf();
    std::vector<std::string> records;
    const auto deliver = [&](const framed_record& record) { records.emplace_back(record.bytes); };
    transforms::record_framer framer;
    framer.push(text.str(), deliver);
    framer.finish(deliver);
    EXPECT_FALSE(records.empty()) << file;
    return records;
}

TEST(UsersSamples, DecodeWithoutDriftAndCanBeRebuilt) {
    std::size_t count = 0;
    for (const std::string& file : sample_files) {
        for (const std::string& record : sample_records(file)) {
            const auto day = schema::day::parse(transforms_test::parse_json(record).at("day").text);
            transforms::users_decoder decoder(*day);
            transforms_test::expect_round_trip(decoder, record);
            EXPECT_TRUE(decoder.drift().empty()) << decoder.drift().entries().front().path;
            ++count;
        }
    }
    EXPECT_EQ(count, 27U);
}

TEST(UsersSamples, AddUpOverTheBreakdowns) {
    for (const std::string& file : sample_files) {
        transforms::users_decoder decoder(std::nullopt);
        for (const std::string& record : sample_records(file)) {
            const transforms_test::padded bytes(record);
            ASSERT_TRUE(decoder.decode(bytes.view())) << decoder.error().message;
            const schema::user_row& row = decoder.row();
            std::array<std::int64_t, 7> features{};
            std::array<std::int64_t, 7> languages{};
            for (const auto& part : row.breakdown) {
                for (std::size_t i = 0; i < features.size(); ++i) {
                    if (part.breakdown == "feature") features[i] += part.activity.values[i].value_or(0);
                    if (part.breakdown == "language_feature") languages[i] += part.activity.values[i].value_or(0);
                }
            }
            for (std::size_t i = 0; i < features.size(); ++i) {
                EXPECT_EQ(row.activity.values[i].value_or(0), features[i]) << row.user_key << " measure " << i;
                if (i > 0) {
                    EXPECT_EQ(row.activity.values[i].value_or(0), languages[i]) << row.user_key << " measure " << i;
                }
            }
        }
    }
}

}  // namespace
