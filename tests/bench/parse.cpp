// bench_parse REPORT DAY ROUNDS: reads a users report without a database, each way once a round, and prints one JSON
// line per way and round: {"way", "seconds", "bytes", "records", "out"}; `out` is the bytes or values that came of it.
// bench_parse REPORT DAY WAY: prepares, goes that way once, and ends: for counting instructions. `none` only prepares.
//
// The ways: `load` from the spool to encoded rows (all that a sync does between download and database), `walk` every
// value with simdjson's on-demand parser, `copy` the bytes; and the stages of `load`: `unpack`, `frame`, `decode`.

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "pipelines/report_load.hpp"
#include "tests/bench/json_walk.hpp"
#include "tests/bench/null_session.hpp"
#include "transforms/users_decoder.hpp"

namespace bench {

namespace {

constexpr std::size_t copied_at_once = std::size_t{64} << 10;

/// A report three times: as a file's bytes with padding behind them, as its records in there, and spooled.
struct report {
    std::string text;
    std::size_t bytes = 0;
    std::vector<std::string_view> records;
    connectors::spool spool;
    pipelines::report_body body{spool};

    explicit report(const char* path) : spool{std::filesystem::temp_directory_path()} {
        std::ifstream file(path, std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(file), {});
        bytes = text.size();
        text.append(transforms::record_padding_bytes, ' ');
        std::string_view rest{text.data(), bytes};
        for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
            records.push_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        body.begin_part(0);
        for (std::size_t at = 0; at < bytes; at += copied_at_once)
            body.write(std::string_view(text).substr(at, std::min(copied_at_once, bytes - at)));
        body.end_part();
    }
};

schema::slice slice_of(schema::day day) {
    return {{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users}, day};
}

std::uint64_t load(const report& from, schema::day day) {
    null_session session;
    pipelines::load_options options;
    options.now = std::chrono::time_point_cast<schema::time_point::duration>(std::chrono::system_clock::now());
    const auto result = pipelines::load_report(session, slice_of(day), from.body, options);
    if (!result.accepted || result.records != static_cast<std::int64_t>(from.records.size()))
        throw std::runtime_error("the report was not accepted whole");
    return session.encoded_bytes();
}

std::uint64_t walk(const report& from) {
    json_walk walker;
    for (const std::string_view record : from.records) walker.visit(record);
    return walker.values();
}

std::uint64_t copy(const report& from, std::string& to) {
    for (std::size_t at = 0; at < from.bytes; at += copied_at_once)
        std::memcpy(to.data() + at, from.text.data() + at, std::min(copied_at_once, from.bytes - at));
    return from.bytes;
}

std::uint64_t unpack(const report& from) {
    std::uint64_t bytes = 0;
    from.spool.read_part(0, [&](std::string_view piece) { bytes += piece.size(); });
    return bytes;
}

std::uint64_t frame(const report& from) {
    std::uint64_t bytes = 0;
    from.body.for_each_record([&](std::size_t, const transforms::framed_record& record) { bytes += record.length; });
    return bytes;
}

std::uint64_t decode(const report& from, schema::day day) {
    transforms::users_decoder decoder{day};
    std::uint64_t rows = 0;
    for (const std::string_view record : from.records) {
        if (!decoder.decode(record)) throw std::runtime_error(decoder.error().message);
        rows += 1 + decoder.row().breakdown.size();
    }
    return rows;
}

int run(const char* path, const char* day_text, const std::string& what) {
    const auto day = schema::day::parse(day_text);
    if (!day) throw std::runtime_error("DAY is YYYY-MM-DD");
    const report from{path};
    std::string to(from.bytes, ' ');
    const std::vector<std::pair<std::string, std::function<std::uint64_t()>>> ways{
        {"load", [&] { return load(from, *day); }}, {"walk", [&] { return walk(from); }},
        {"copy", [&] { return copy(from, to); }},   {"unpack", [&] { return unpack(from); }},
        {"frame", [&] { return frame(from); }},     {"decode", [&] { return decode(from, *day); }},
    };
    const bool rounds = what.find_first_not_of("0123456789") == what.npos;
    for (int round = 0; round < (rounds ? std::stoi(what) : 1); ++round) {
        for (const auto& [name, go] : ways) {
            if (!rounds && name != what) continue;
            const auto begun = std::chrono::steady_clock::now();
            const std::uint64_t out = go();
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
            std::cout << R"({"way":")" << name << R"(","seconds":)" << took.count() << R"(,"bytes":)" << from.bytes
                      << R"(,"records":)" << from.records.size() << R"(,"out":)" << out << "}\n";
        }
    }
    return 0;
}

}  // namespace

}  // namespace bench

int main(int count, char** words) {
    if (count != 4) {
        std::cerr << "bench_parse REPORT DAY ROUNDS|WAY\n";
        return 2;
    }
    try {
        return bench::run(words[1], words[2], words[3]);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
