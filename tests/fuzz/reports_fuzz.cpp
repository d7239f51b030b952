// Any bytes as a report of any dataset: framed in pieces, decoded record by record, and written back.
//
// The first byte chooses the dataset, the second the size of the pieces and the longest line; the rest is the report.

#include <simdjson.h>

#include <memory>
#include <string_view>
#include <vector>

#include "tests/fuzz/demand.hpp"
#include "tests/transforms/json_value.hpp"
#include "transforms/engagement_decoder.hpp"
#include "transforms/record_framer.hpp"
#include "transforms/record_walk.hpp"
#include "transforms/repos_decoder.hpp"
#include "transforms/seats_decoder.hpp"
#include "transforms/totals_decoder.hpp"
#include "transforms/user_record.hpp"
#include "transforms/user_team_record.hpp"
#include "transforms/user_teams_decoder.hpp"
#include "transforms/users_decoder.hpp"

namespace {

using fuzz::demand;
using transforms_test::parse_json;
using transforms_test::with_sorted_breakdowns;

struct record {
    std::string bytes;
    std::uint64_t line = 0;
    std::uint64_t length = 0;
    bool oversize = false;
    bool operator==(const record&) const = default;
};

std::vector<record> framed(std::string_view report, std::size_t piece_bytes, std::size_t line_bytes_max) {
    std::vector<record> records;
    const auto deliver = [&](const transforms::framed_record& one) {
        records.push_back({std::string(one.bytes), one.line, one.length, one.oversize});
    };
    transforms::record_framer framer{line_bytes_max};
    for (; !report.empty(); report.remove_prefix(std::min(piece_bytes, report.size())))
        framer.push(report.substr(0, piece_bytes), deliver);
    framer.finish(deliver);
    return records;
}

/// A record with just the padding that decoders may read, so that AddressSanitizer sees one byte more.
class exact_padded {
public:
    exact_padded(std::string_view record, char behind)
        : size_{record.size()}, bytes_{new char[size_ + transforms::record_padding_bytes]} {
        std::copy(record.begin(), record.end(), bytes_.get());
        std::fill_n(bytes_.get() + size_, transforms::record_padding_bytes, behind);
    }
    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<char[]> bytes_;
};

void check_error(const transforms::record_error& error) {
    demand(!error.reason.empty() && !error.message.empty(), "a record is refused without a reason");
    demand(error.message.size() <= 260, "an error's message is long: " + error.message);
    demand(simdjson::validate_utf8(error.message) && error.message.find('\0') == std::string::npos,
           "an error's message is no text that a database takes");
}

// ---- what a row gives back, which must be the record

std::string given_back(schema::day day, const schema::user_row& row) {
    std::string text;
    demand(transforms::append_user_record(text, day, row), "a user cannot be written back");
    return text;
}
std::string given_back(schema::day day, const schema::user_team_row& row) {
    std::string text;
    demand(transforms::append_user_team_record(text, day, row), "a membership cannot be written back");
    return text;
}
std::string given_back(schema::day, const schema::totals_row& row) { return std::string(row.metrics_data); }
std::string given_back(schema::day, const schema::repo_row& row) { return std::string(row.metrics_data); }
std::string given_back(schema::day, const schema::engagement_row& row) { return std::string(row.metrics_data); }
std::string given_back(schema::day, const schema::seat_row& row) { return std::string(row.seat_data); }

schema::day day_of(const auto& decoder) {
    if constexpr (requires { decoder.day(); }) return decoder.day();
    return {};
}

template <class Decoder>
void check_record(Decoder& decoder, transforms::record_walk& walk, const std::string& bytes) {
    const exact_padded padded{bytes, '9'};
    std::string compact;
    const bool strict = walk.check(padded.view(), &compact);
    if (!strict) check_error(walk.error());
    const bool taken = decoder.decode(padded.view());
    if (!taken) {
        check_error(decoder.error());
        const transforms::record_error error = decoder.error();
        demand(!decoder.decode(exact_padded{bytes, '"'}.view()) && decoder.error() == error,
               "what stands behind a record decides about it");
        return;
    }
    demand(strict, "a record is taken that the strict walk refuses: " + (strict ? "" : walk.error().message));
    const std::string back = given_back(day_of(decoder), decoder.row());
    demand(with_sorted_breakdowns(parse_json(back)) == with_sorted_breakdowns(parse_json(bytes)),
           "the row gives back another record: " + back);
    demand(with_sorted_breakdowns(parse_json(compact)) == with_sorted_breakdowns(parse_json(bytes)),
           "compact JSON is another record: " + compact);
}

template <class Decoder>
void check_all(const std::vector<record>& records) {
    Decoder decoder{std::nullopt};
    transforms::record_walk walk;
    for (const record& one : records) {
        if (one.oversize)
            check_error(transforms::oversize_error(one.length, 1));
        else
            check_record(decoder, walk, one.bytes);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view report{reinterpret_cast<const char*>(data) + 2, size - 2};
    const std::size_t piece_bytes = 1 + data[1] % 64;
    const std::size_t line_bytes_max = data[1] < 64 ? 16 : std::size_t{1} << 20;
    const std::vector<record> records = framed(report, report.size() + 1, line_bytes_max);
    demand(framed(report, piece_bytes, line_bytes_max) == records, "how a report is cut decides what its records are");
    switch (data[0] % 6) {
        case 0:
            check_all<transforms::users_decoder>(records);
            break;
        case 1:
            check_all<transforms::totals_decoder>(records);
            break;
        case 2:
            check_all<transforms::user_teams_decoder>(records);
            break;
        case 3:
            check_all<transforms::repos_decoder>(records);
            break;
        case 4:
            check_all<transforms::engagement_decoder>(records);
            break;
        case 5:
            check_all<transforms::seats_decoder>(records);
            break;
    }
    return 0;
}
