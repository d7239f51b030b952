// Any bytes as the answer of a report endpoint, and as a page of seats.

#include <simdjson.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "connectors/github/envelope.hpp"
#include "connectors/github/seats_page.hpp"
#include "tests/fuzz/demand.hpp"

namespace {

using fuzz::demand;

void check_error(const std::string& error) {
    demand(!error.empty(), "an answer is refused without a word");
    demand(error.size() <= 300 && simdjson::validate_utf8(error), "an error is no short text: " + error);
    demand(std::none_of(error.begin(), error.end(), [](unsigned char c) { return c < 0x20; }),
           "an error holds control characters");
}

void check_envelope(std::string_view body) {
    const connectors::envelope_result result = connectors::parse_envelope(body);
    if (!result.value) return check_error(result.error);
    demand(result.error.empty(), "an envelope and an error: " + result.error);
    const auto& links = result.value->links;
    demand(std::set<std::string>(links.begin(), links.end()).size() == links.size(), "one link twice");
    demand(!result.value->text || links.empty(), "a bare string with links");
    const auto& [start, end] = std::pair(result.value->report_start_day, result.value->report_end_day);
    demand(!start || !end || *start <= *end, "a window that ends before it begins");
}

void check_seats(std::string_view body) {
    const connectors::seats_page page = connectors::parse_seats_page(body);
    if (!page.lines) return check_error(page.error);
    demand(page.error.empty(), "a page and an error: " + page.error);
    const auto lines = static_cast<std::size_t>(std::count(page.lines->begin(), page.lines->end(), '\n'));
    demand(lines == page.seats, "seats and lines differ");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body{reinterpret_cast<const char*>(data), size};
    check_envelope(body);
    check_seats(body);
    return 0;
}
