// Bodies that come as gzip, whole and otherwise.
#include <gtest/gtest.h>
#include <zlib.h>

#include "connectors/http/gzip_decoder.hpp"
#include "tests/connectors/github_fixture.hpp"

namespace {

using namespace connectors;
using test_support::envelope_path;
using test_support::GithubSource;
using test_support::reply;

std::string gzip(std::string_view text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string ndjson(int lines) {
    std::string text;
    for (int i = 0; i < lines; ++i) text += "{\"user_id\":" + std::to_string(i * 7919 % 100'000) + "}\n";
    return text;
}

/// What comes out, feeding so many bytes at a time.
std::string decoded(gzip_decoder& decoder, std::string_view bytes, std::size_t step) {
    std::string text;
    const auto take = [&](std::string_view piece) {
        EXPECT_LE(piece.size(), 64U * 1024);
        return text += piece, true;
    };
    while (!bytes.empty() && decoder.feed(bytes.substr(0, step), take))
        bytes.remove_prefix(std::min(step, bytes.size()));
    return text;
}

TEST(GzipDecoder, DecodesPiecesOfAnySize) {
    const std::string text = ndjson(20'000);
    const std::string packed = gzip(text.substr(0, 1000)) + gzip("") + gzip(text.substr(1000));
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, packed.size()}) {
        gzip_decoder decoder;
        EXPECT_EQ(decoded(decoder, packed, step), text) << step;
        EXPECT_TRUE(decoder.whole());
    }
}

TEST(GzipDecoder, DecodesMoreThanAPieceOutOfItsLastByte) {
    const std::string text(1'000'000, 'x');
    gzip_decoder decoder;
    EXPECT_EQ(decoded(decoder, gzip(text), 3).size(), text.size());
    EXPECT_TRUE(decoder.whole());
}

TEST(GzipDecoder, NoticesEveryCut) {
    const std::string packed = gzip("one\n") + gzip("two\n");
    const std::size_t first_member = gzip("one\n").size();
    for (std::size_t size = 0; size <= packed.size(); ++size) {
        gzip_decoder decoder;
        decoded(decoder, std::string_view{packed}.substr(0, size), 5);
        EXPECT_EQ(decoder.whole(), size == first_member || size == packed.size()) << size;
    }
}

TEST(GzipDecoder, NoticesDamageAndGarbage) {
    const std::string good = gzip(ndjson(100));
    std::string wrong_sum = good;
    wrong_sum[good.size() - 6] ^= 1;
    std::string wrong_data = good;
    wrong_data[good.size() / 2] ^= 0x10;
    for (const std::string& bad : {good + "xy", good + std::string(2, '\0'), good + "\x1f\x8c",
                                   std::string{"\x1f"} + "x", std::string{"plain"}, wrong_sum, wrong_data}) {
        gzip_decoder decoder;
        decoded(decoder, bad, 10);
        EXPECT_NE(decoder.error(), "");
        EXPECT_FALSE(decoder.whole());
        EXPECT_FALSE(decoder.is_bomb());
        EXPECT_FALSE(decoder.feed("x", [](std::string_view) { return true; }));
    }
}

TEST(GzipDecoder, DefusesBombs) {
    const std::string bomb = gzip(std::string(3'000'000, 'x'));  // a thousandfold
    gzip_decoder by_ratio{{.ratio_max = 300, .ratio_free_bytes = 1'000'000, .decoded_bytes_max = 1ULL << 40}};
    EXPECT_LT(decoded(by_ratio, bomb, bomb.size()).size(), 1'100'000U);
    EXPECT_TRUE(by_ratio.is_bomb());
    gzip_decoder by_size{{.ratio_max = 5000, .ratio_free_bytes = 0, .decoded_bytes_max = 500'000}};
    EXPECT_LT(decoded(by_size, bomb, 100).size(), 600'000U);
    EXPECT_TRUE(by_size.is_bomb());
    gzip_decoder free{{.ratio_max = 300, .ratio_free_bytes = 4'000'000}};
    EXPECT_EQ(decoded(free, bomb, 100).size(), 3'000'000U);
}

class Gzip : public GithubSource {
protected:
    void SetUp() override { add_envelope({"/r/part-1"}); }
    static reply packed(const std::string& bytes) {
        return {.body = bytes, .headers = {{"Content-Encoding", "gzip"}, {"ETag", "\"v1\""}}};
    }
    const std::string body = ndjson(1000);
};

TEST_F(Gzip, AsksForItAndReadsIt) {
    server.set(envelope_path, packed(gzip(envelope({"/r/part-1"}))));
    server.add("/r/part-1", packed(gzip(body)));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
    for (const auto& request : server.requests()) EXPECT_EQ(request.header("accept-encoding"), "gzip");
    EXPECT_LT(outcome.bytes_downloaded, body.size());
}

TEST_F(Gzip, ReadsAFileThatIsGzipWithoutSayingSo) {
    server.add("/r/part-1", {.body = gzip(body), .headers = {{"ETag", "\"v1\""}}});
    EXPECT_EQ(fetch().result, fetch_result::report);
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
}

TEST_F(Gzip, StartsOverAfterACutInsideAndOutside) {
    const std::string whole = gzip(body);
    server.add("/r/part-1", packed(whole.substr(0, whole.size() - 9)));  // good framing
    reply broken = packed(whole);
    broken.stop_after = 500;
    server.add("/r/part-1", broken);
    reply unsaid{.body = whole, .headers = {{"ETag", "\"v1\""}}, .stop_after = 500};
    server.add("/r/part-1", unsaid);
    server.add("/r/part-1", packed(whole));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
    EXPECT_EQ(outcome.retries, 3U);
    for (const auto& request : server.requests()) EXPECT_EQ(request.header("range"), "");
}

TEST_F(Gzip, AsksForTheRestOfAPlainBodyPlain) {
    server.add("/r/part-1", {.body = body, .headers = {{"ETag", "\"v1\""}}, .stop_after = 500});
    server.add("/r/part-1", {.status = 206,
                             .body = gzip(body),
                             .headers = {{"Content-Encoding", "gzip"},
                                         {"ETag", "\"v1\""},
                                         {"Content-Range", "bytes 500-" + std::to_string(body.size() - 1) + "/" +
                                                               std::to_string(body.size())}}});
    server.add("/r/part-1", {.body = body});
    EXPECT_EQ(fetch().result, fetch_result::report);
    EXPECT_EQ(sink.parts, std::vector<std::string>{body});
    EXPECT_EQ(server.requests().at(2).header("accept-encoding"), "identity");
    EXPECT_EQ(server.requests().at(3).header("range"), "");
}

TEST_F(Gzip, FailsTheSliceThatIsNeverWhole) {
    const std::string whole = gzip(body);
    for (const std::string& bytes : {whole.substr(0, whole.size() - 1), whole + "trailing", std::string{"plain"}}) {
        server.set("/r/part-1", packed(bytes));
        sink = {};
        const auto outcome = fetch();
        EXPECT_EQ(outcome.reason, reason::download_failed) << outcome.message;
        EXPECT_NE(outcome.message.find("gzip"), std::string::npos) << outcome.message;
        EXPECT_EQ(outcome.extent, failure_extent::slice);
        EXPECT_EQ(outcome.retries, 5U);
        EXPECT_TRUE(sink.parts.empty());
    }
}

TEST_F(Gzip, DefusesABombAtOnce) {
    std::string zeros(1 << 20, '\n');
    std::string bomb;
    for (int i = 0; i < 80; ++i) bomb += gzip(zeros);
    server.set("/r/part-1", packed(bomb));
    const auto outcome = fetch();
    EXPECT_EQ(outcome.reason, reason::download_failed);
    EXPECT_NE(outcome.message.find("without bounds"), std::string::npos) << outcome.message;
    EXPECT_EQ(outcome.retries, 0U);
    server.set("/r/part-1", packed(gzip(gzip(body))));
    sink = {};
    EXPECT_NE(fetch().message.find("twice"), std::string::npos);
}

TEST_F(Gzip, TakesAnEmptyBodyForAnEmptyFile) {
    for (const reply& empty : {packed(""), packed(gzip(""))}) {
        server.set("/r/part-1", empty);
        sink = {};
        EXPECT_EQ(fetch().result, fetch_result::no_data);
    }
}

TEST_F(Gzip, BoundsAndChecksTheEnvelope) {
    server.set(envelope_path, packed(gzip(std::string(2'000'000, ' ') + "{}")));
    EXPECT_EQ(fetch().reason, reason::malformed_answer);
    const std::string whole = gzip(envelope({"/r/part-1"}));
    server.set(envelope_path, packed(whole.substr(0, whole.size() - 2)));
    server.add(envelope_path, {.status = 204});
    EXPECT_EQ(fetch().result, fetch_result::no_data);
}

}  // namespace
