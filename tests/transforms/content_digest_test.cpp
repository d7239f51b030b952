#include "transforms/content_digest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "transforms/record_framer.hpp"

namespace {

using transforms::content_digest;

std::string digest_of(const std::vector<std::string>& records) {
    content_digest digest;
    for (const std::string& record : records) digest.add(std::string_view(record));
    return digest.hex();
}

TEST(ContentDigest, IsZeroWithoutRecords) { EXPECT_EQ(digest_of({}), std::string(64, '0')); }

TEST(ContentDigest, IsTheSha256OfASingleRecord) {
    EXPECT_EQ(digest_of({"abc"}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digest_of({""}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(ContentDigest, AddsUpModulo2To256) {
    // The sums were made with Python's hashlib and integers.
    EXPECT_EQ(digest_of({"abc", "abc"}), "74f02d7f1e039fd4828281bcbb5c44476006c3472c2ef5396821fec3e4002b5a");
    EXPECT_EQ(digest_of({"a", "b", "c", "d", "e"}), "8f5e8f1afaf0adb2b6db6052011806ff528df6eb461629c9d9a9f66826de9fec");
}

TEST(ContentDigest, DoesNotDependOnTheOrder) {
    std::vector<std::string> records;
    for (int i = 0; i < 200; ++i) records.push_back("{\"user_id\":" + std::to_string(i) + "}");
    const std::string expected = digest_of(records);
    std::shuffle(records.begin(), records.end(), std::mt19937(3));
    EXPECT_EQ(digest_of(records), expected);
}

TEST(ContentDigest, CountsARecordThatComesTwice) { EXPECT_NE(digest_of({"a", "b"}), digest_of({"a", "b", "b"})); }

TEST(ContentDigest, MergesPartsIntoTheWhole) {
    content_digest first;
    content_digest second;
    for (int i = 0; i < 100; ++i) (i % 3 == 0 ? first : second).add(std::string_view(std::to_string(i)));
    first.merge(second);
    content_digest whole;
    for (int i = 0; i < 100; ++i) whole.add(std::string_view(std::to_string(i)));
    EXPECT_EQ(first.hex(), whole.hex());
    EXPECT_EQ(first.records(), 100U);
}

TEST(ContentDigest, GivesTheBeginningOfTheLastRecordsHash) {
    content_digest digest;
    digest.add(std::string_view("xyz"));
    digest.add(std::string_view("abc"));
    EXPECT_EQ(digest.last()[0], 0xba);
    EXPECT_EQ(digest.last()[15], 0x23);
}

TEST(ContentDigest, TellsOversizeRecordsOfDifferentLengthApart) {
    content_digest one;
    content_digest other;
    one.add(transforms::framed_record{"prefix", 1, true, 100});
    other.add(transforms::framed_record{"prefix", 9, true, 101});
    EXPECT_NE(one.hex(), other.hex());
    content_digest plain;
    plain.add(transforms::framed_record{"abc", 1, false, 3});
    EXPECT_EQ(plain.hex(), digest_of({"abc"}));
}

}  // namespace
