#include "connectors/github/seats_page.hpp"

#include <simdjson.h>

namespace connectors {
namespace {

seats_page wrong(std::string what) {
    seats_page page;
    page.error = std::move(what);
    return page;
}

/// Empty when the body is a page, whose numbers are then known. The whole text is checked here, so that what is cut out
/// of it below is valid.
std::string check(std::string_view body, seats_page& page) {
    simdjson::dom::parser parser;
    simdjson::dom::object root;
    const simdjson::padded_string padded{body};
    const auto parsed = parser.parse(padded);
    if (parsed.error() != simdjson::SUCCESS) return body.empty() ? "it is empty" : "it is not JSON";
    if (parsed.get(root) != simdjson::SUCCESS) return "it is not a JSON object";
    std::size_t arrays = 0;
    for (const simdjson::dom::key_value_pair member : root) {
        if (std::uint64_t total = 0; member.key == "total_seats" && member.value.get(total) == simdjson::SUCCESS)
            page.total_seats = total;
        if (member.key != "seats") continue;
        simdjson::dom::array seats;
        if (member.value.get(seats) != simdjson::SUCCESS) return "seats is not an array";
        for (const simdjson::dom::element seat : seats) {
            if (!seat.is_object()) return "seats holds something that is not an object";
            ++page.seats;
        }
        ++arrays;
    }
    if (arrays == 0) return "it has no seats";
    return arrays == 1 ? "" : "the member seats comes twice";
}

}  // namespace

seats_page parse_seats_page(std::string_view body) {
    seats_page read;
    std::string mistake = check(body, read);
    if (!mistake.empty()) return wrong(std::move(mistake));

    std::string text(body.size() + 2 * simdjson::SIMDJSON_PADDING, '\0');
    std::size_t size = 0;
    if (simdjson::minify(body.data(), body.size(), text.data(), size) != simdjson::SUCCESS)
        return wrong("it is not JSON");
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document page;
    simdjson::ondemand::array seats;
    const simdjson::padded_string_view view{text.data(), size, text.size()};
    if (parser.iterate(view).get(page) != simdjson::SUCCESS || page["seats"].get(seats) != simdjson::SUCCESS) {
        return wrong("it is not JSON");
    }
    std::string& lines = read.lines.emplace();
    for (auto element : seats) {
        simdjson::ondemand::object seat;
        std::string_view raw;
        if (element.get(seat) != simdjson::SUCCESS || seat.raw_json().get(raw) != simdjson::SUCCESS) {
            return wrong("it is not JSON");
        }
        lines.append(raw).push_back('\n');
    }
    return read;
}

}  // namespace connectors
