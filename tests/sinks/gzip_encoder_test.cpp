#include "sinks/gzip_encoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <stdexcept>
#include <string>

namespace sinks {
namespace {

std::string packed(std::initializer_list<std::string> pieces) {
    std::string out;
    gzip_encoder encoder{[&out](std::string_view bytes) { out += bytes; }};
    for (const std::string& piece : pieces) encoder.write(piece);
    encoder.finish();
    return out;
}

/// By zlib's own reader; throws unless it is one whole member.
std::string unpacked(const std::string& bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("inflateInit2");
    std::string out(64u << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    const bool whole = code == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!whole) throw std::runtime_error("no whole gzip member");
    return out;
}

TEST(GzipEncoder, GivesBackWhatWentIn) {
    EXPECT_EQ(unpacked(packed({})), "");
    EXPECT_EQ(unpacked(packed({"", "abc", "", "def"})), "abcdef");
    std::string noise;
    unsigned state = 1;
    while (noise.size() < (5u << 20)) noise += static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
    EXPECT_TRUE(unpacked(packed({noise, "tail"})) == noise + "tail");
}

TEST(GzipEncoder, NamesNeitherTimeNorFile) {
    const std::string bytes = packed({"abc"});
    EXPECT_EQ(bytes.substr(4, 4), std::string(4, '\0')) << "mtime (RFC 1952, 2.3)";
    EXPECT_EQ(bytes[3], '\0') << "flags: no name, no comment";
    EXPECT_EQ(bytes, packed({"abc"}));
}

TEST(GzipEncoder, IsCutShortWithoutItsEnd) {
    std::string out;
    {
        gzip_encoder encoder{[&out](std::string_view bytes) { out += bytes; }};
        encoder.write(std::string(1000, 'x'));
    }
    EXPECT_THROW(unpacked(out), std::runtime_error);
}

TEST(GzipEncoder, PassesOnWhatTheTakerThrows) {
    gzip_encoder encoder{[](std::string_view) { throw std::runtime_error("the disk is full"); }};
    EXPECT_THROW(encoder.finish(), std::runtime_error);
}

}  // namespace
}  // namespace sinks
