#include "pipelines/import_reader.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "connectors/files/packed_file.hpp"
#include "tests/support/temp_directory.hpp"

namespace pipelines {
namespace {

using schema::dataset;
using test_support::write_file;

const schema::day today{2026, 11, 21};
const schema::day d16{2026, 11, 16}, d17{2026, 11, 17}, d18{2026, 11, 18};

std::string gzipped(const std::string& plain) {
    std::string packed(plain.size() + 1024, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string zstd_packed(const std::string& plain) {
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
    return packed;
}

class ImportReader : public testing::Test {
protected:
    std::string file(const std::string& bytes) {
        const auto path = directory / ("file" + std::to_string(++files_));
        write_file(path, bytes);
        return path.string();
    }
    void read(const std::string& bytes) { reader().read(file(bytes)); }
    import_reader& reader() {
        if (!reader_) reader_.emplace(days, named, today);
        return *reader_;
    }
    std::string of(dataset kind, schema::day day) {
        days.finish();
        std::string text;
        days.read({kind, day}, [&](std::string_view bytes) { text += bytes; });
        return text;
    }

    test_support::temp_directory directory;
    std::optional<dataset> named;
    day_splitter days{directory.path().string()};

private:
    std::optional<import_reader> reader_;
    int files_ = 0;
};

TEST_F(ImportReader, SortsRecordsByDayInAnyOrder) {
    read(
        "{\"user_id\":1,\"day\":\"2026-11-18\"}\n{\"user_id\":1,\"day\":\"2026-11-16\"}\n"
        "{\"user_id\":2,\"day\":\"2026-11-18\"}");
    EXPECT_EQ(of(dataset::users, d18),
              "{\"user_id\":1,\"day\":\"2026-11-18\"}\n{\"user_id\":2,\"day\":\"2026-11-18\"}\n");
    EXPECT_EQ(of(dataset::users, d16), "{\"user_id\":1,\"day\":\"2026-11-16\"}\n");
    EXPECT_EQ(of(dataset::users, d17), "");
    EXPECT_EQ(reader().counts().records, 3u);
    EXPECT_EQ(reader().counts().refused, 0u);
}

TEST_F(ImportReader, TakesAnArrayAnObjectAndWhatIsPacked) {
    read("[{\"user_id\":1,\"day\":\"2026-11-18\"},\n {\"user_id\":2,\n  \"day\":\"2026-11-18\"}]");
    read("{\n  \"user_id\": 3,\n  \"day\": \"2026-11-18\"\n}\n");
    read(gzipped("{\"user_id\":4,\"day\":\"2026-11-18\"}\n") + gzipped("{\"user_id\":5,\"day\":\"2026-11-18\"}\n"));
    read(zstd_packed("{\"user_id\":6,\"day\":\"2026-11-18\"}\n") +
         zstd_packed("{\"user_id\":7,\"day\":\"2026-11-18\"}\n"));
    ASSERT_EQ(days.days().size(), 1u);
    EXPECT_EQ(days.days().front().second, 7u);
    const std::string text = of(dataset::users, d18);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7) << text;
}

TEST_F(ImportReader, OpensWrappersEntryByEntry) {
    read(
        R"({"report_start_day":"2026-10-22","day_totals":[{"day":"2026-11-17","a":1},{"day":"2026-11-18"},{"a":2}]})");
    EXPECT_EQ(of(dataset::totals, d17), "{\"day\":\"2026-11-17\",\"a\":1}\n")
        << "as it is: nothing of the wrapper goes in";
    EXPECT_EQ(of(dataset::totals, d18), "{\"day\":\"2026-11-18\"}\n");
    EXPECT_EQ(reader().counts().records, 3u);
    ASSERT_EQ(reader().counts().refusals.size(), 1u);
    EXPECT_NE(reader().counts().refusals.front().find(":1: day_totals[2]: the record has no day"), std::string::npos);
}

TEST_F(ImportReader, EachFileTellsItsDatasetUnlessItIsNamed) {
    read("{\"user_id\":1,\"day\":\"2026-11-18\"}");
    read("{\"user_id\":1,\"team_id\":2,\"day\":\"2026-11-18\"}");
    EXPECT_NE(of(dataset::users, d18), "");
    EXPECT_NE(of(dataset::user_teams, d18), "");
}

TEST_F(ImportReader, ANamedDatasetIsNotGuessed) {
    named = dataset::repos;
    read("{\"day\":\"2026-11-18\"}");
    EXPECT_NE(of(dataset::repos, d18), "");
}

TEST_F(ImportReader, RefusesWhatHasNoUsableDay) {
    read("{\"user_id\":1,\"day\":\"2026-11-18\"}\n{\"user_id\":2}\nnonsense\n{\"user_id\":3,\"day\":\"2026-11-21\"}\n");
    EXPECT_EQ(reader().counts().records, 4u);
    ASSERT_EQ(reader().counts().refusals.size(), 3u);
    EXPECT_NE(reader().counts().refusals[0].find(":2: the record has no day"), std::string::npos);
    EXPECT_NE(reader().counts().refusals[1].find(":3: the record is not one JSON object"), std::string::npos);
    EXPECT_NE(reader().counts().refusals[2].find(":4: the record is of 2026-11-21, a day that is not over"),
              std::string::npos);
}

TEST_F(ImportReader, SaysSoWhenAFileIsNoReport) {
    read("{\"hello\":\"world\",\"day\":\"2026-11-18\"}\n");
    ASSERT_TRUE(reader().counts().failure);
    EXPECT_NE(reader().counts().failure->find("--dataset"), std::string::npos);
}

TEST_F(ImportReader, PackedFilesThatAreCutAreDamaged) {
    for (const std::string& packed : {gzipped(std::string(5000, 'x')), zstd_packed(std::string(5000, 'x'))}) {
        try {
            read(packed.substr(0, packed.size() - 5));
            ADD_FAILURE() << "must throw";
        } catch (const connectors::packed_file_error& error) {
            EXPECT_TRUE(error.damaged) << error.what();
        }
    }
    try {
        reader().read((directory / "nothing").string());
        ADD_FAILURE() << "must throw";
    } catch (const connectors::packed_file_error& error) {
        EXPECT_FALSE(error.damaged);
        EXPECT_NE(std::string(error.what()).find("No such file"), std::string::npos);
    }
}

TEST(DaySplitter, KeepsItsMemoryBoundAndEveryRecord) {
    const test_support::temp_directory directory;
    constexpr std::size_t bound = 10'000;
    day_splitter days{directory.path().string(), bound};
    std::map<schema::day, std::string> expected;
    for (int i = 0; i < 5000; ++i) {
        const schema::day day = d18 - i * 7919 % 40;
        const std::string line = "{\"n\":" + std::to_string(i) + "}";
        days.add({dataset::users, day}, line);
        expected[day] += line + "\n";
        EXPECT_LE(days.buffered_bytes(), bound);
    }
    days.finish();
    EXPECT_EQ(days.buffered_bytes(), 0u);
    EXPECT_EQ(days.days().size(), expected.size());
    for (const auto& [day, text] : expected) {
        std::string read;
        days.read({dataset::users, day}, [&](std::string_view bytes) { read += bytes; });
        EXPECT_EQ(read, text);
    }
}

}  // namespace
}  // namespace pipelines
