#include "tests/simulator/seats_listing.hpp"

#include <simdjson.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/simulator/seats.hpp"

namespace simulator {

namespace {

// The id of the assignee as text; empty where there is none, or where the line is no seat at all.
std::string assignee_of(simdjson::dom::parser& parser, const std::string& line) {
    simdjson::dom::element seat;
    simdjson::dom::element id;
    if (parser.parse(line).get(seat) != simdjson::SUCCESS || seat["assignee"]["id"].get(id) != simdjson::SUCCESS) {
        return "";
    }
    return simdjson::minify(id);
}

std::optional<seats_listing> load_listing(const report_request& request) {
    std::ifstream file{request.changes.raw_file};
    if (!file) {
        return std::nullopt;
    }
    auto lines = std::make_shared<std::vector<std::string>>();
    seats_listing listing;
    simdjson::dom::parser parser;
    std::set<std::string> people;
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) {
            continue;
        }
        const std::string assignee = assignee_of(parser, line);
        const bool counts = request.organization || assignee.empty() || people.insert(assignee).second;
        listing.total_seats += counts ? 1 : 0;
        lines->push_back(std::move(line));
    }
    listing.count = lines->size();
    listing.append = [lines](json_writer& out, std::size_t index) { out.text((*lines)[index]); };
    return listing;
}

}  // namespace

std::optional<seats_listing> make_seats_listing(const settings& options, const report_request& request) {
    if (!request.changes.raw_file.empty()) {
        return load_listing(request);
    }
    const auto seats = std::make_shared<const seat_list>(options, request);
    return seats_listing{.total_seats = seats->total_seats(),
                         .count = seats->size(),
                         .append = [seats](json_writer& out, std::size_t index) { seats->append(out, index); }};
}

}  // namespace simulator
