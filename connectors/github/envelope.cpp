#include "connectors/github/envelope.hpp"

#include <simdjson.h>

#include <algorithm>
#include <set>

#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

namespace dom = simdjson::dom;

envelope_result wrong(std::string what) { return {.value = std::nullopt, .error = std::move(what)}; }

/// Empty when all is well, else what is wrong.
std::string read_links(dom::element value, envelope& into) {
    dom::array links;
    if (value.get(links) != simdjson::SUCCESS) return "download_links is not an array";
    std::set<std::string_view> seen;
    for (const dom::element entry : links) {
        std::string_view link;
        if (entry.get(link) != simdjson::SUCCESS) return "download_links holds something that is not a string";
        if (seen.insert(link).second) into.links.emplace_back(link);
    }
    return {};
}

std::string read_day(std::string_view name, dom::element value, std::optional<schema::day>& into) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return std::string{name} + " is not a string";
    into = schema::day::parse(text);
    return into ? "" : std::string{name} + " is not a day: \"" + shown_text(text, 40) + "\"";
}

std::string read_member(std::string_view name, dom::element value, envelope& into) {
    if (name == "download_links") return read_links(value, into);
    if (name == "report_day") return read_day(name, value, into.report_day);
    if (name == "report_start_day") return read_day(name, value, into.report_start_day);
    if (name == "report_end_day") return read_day(name, value, into.report_end_day);
    return {};
}

}  // namespace

envelope_result parse_envelope(std::string_view body) {
    dom::parser parser;
    dom::element root;
    const auto error = parser.parse(simdjson::padded_string{body}).get(root);
    if (error != simdjson::SUCCESS) return wrong(body.empty() ? "it is empty" : "it is not JSON");

    envelope read;
    std::string_view text;
    if (root.get(text) == simdjson::SUCCESS) {
        read.text = std::string{text};
        return {.value = std::move(read), .error = {}};
    }
    dom::object members;
    if (root.get(members) != simdjson::SUCCESS) return wrong("it is neither a JSON object nor a string");

    std::set<std::string_view> seen;
    for (const dom::key_value_pair member : members) {
        const bool doubled = !seen.insert(member.key).second;
        std::string mistake = read_member(member.key, member.value, read);
        if (mistake.empty() && doubled) mistake = "the member " + shown_text(member.key, 40) + " comes twice";
        if (!mistake.empty()) return wrong(std::move(mistake));
    }
    if (!seen.contains("download_links")) return wrong("it has no download_links");
    if (read.report_start_day && read.report_end_day && *read.report_end_day < *read.report_start_day) {
        return wrong("report_end_day is before report_start_day");
    }
    return {.value = std::move(read), .error = {}};
}

}  // namespace connectors
