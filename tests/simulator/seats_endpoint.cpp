// The seats listing: pages whose only reliable way to the next one is the Link header.
#include <algorithm>
#include <charconv>

#include "tests/simulator/api.hpp"
#include "tests/simulator/error_answers.hpp"
#include "tests/simulator/seats_listing.hpp"

namespace simulator {

namespace {

constexpr std::size_t per_page_default = 50;
constexpr std::size_t per_page_max = 100;

// What is no number counts as not given.
std::size_t query_number(const http_request& request, const std::string& name, std::size_t fallback) {
    const auto found = request.query.find(name);
    std::size_t number = 0;
    if (found == request.query.end()) {
        return fallback;
    }
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : fallback;
}

struct page_place {
    std::size_t page = 1;
    std::size_t pages = 1;
    std::size_t per_page = per_page_default;
};

// Pages behind the last one are empty.
page_place find_page(const api_call& call, std::size_t seats) {
    page_place place;
    place.per_page = std::min(query_number(call.request, "per_page", per_page_default), per_page_max);
    place.pages = std::max<std::size_t>(1, (seats + place.per_page - 1) / place.per_page);
    place.page = std::min(call.target.page.value_or(1), place.pages + 1);
    return place;
}

std::string make_link_header(const api_call& call, const page_place& place) {
    const std::string address =
        call.shared.base_url(host::api) + call.request.path + "?per_page=" + std::to_string(place.per_page) + "&page=";
    std::string links;
    const auto add = [&links](const std::string& url, const char* relation) {
        links += (links.empty() ? "<" : ", <") + url + ">; rel=\"" + relation + "\"";
    };
    const answer_changes& wishes = call.verdict.answer;
    if (place.page > 1) {
        add(address + std::to_string(place.page - 1), "prev");
    }
    if (wishes.repeat_page) {
        add(address + std::to_string(place.page), "next");
    } else if (!wishes.bad_next.empty()) {
        const bool invented = wishes.bad_next == "1";
        add(invented ? "http://example.invalid" + call.request.path + "?page=" + std::to_string(place.page + 1)
                     : call.shared.to_location(wishes.bad_next, call.request),
            "next");
    } else if (place.page < place.pages) {
        add(address + std::to_string(place.page + 1), "next");
    }
    if (place.page < place.pages) {
        add(address + std::to_string(place.pages), "last");
    }
    if (place.page > 1) {
        add(address + "1", "first");
    }
    return links;
}

}  // namespace

std::optional<http_answer> answer_seats_endpoint(const api_call& call) {
    if (call.target.report != "seats") {
        return std::nullopt;
    }
    const settings& options = call.shared.options;
    if (call.request.method != "GET" || !knows_scope(options, call.target)) {
        return make_api_error(404);
    }
    report_request request;
    request.organization = call.target.scope_kind == "organization";
    request.slug = call.target.slug;
    request.date = options.today();
    request.changes = call.verdict.report;
    const std::optional<seats_listing> listing = make_seats_listing(options, request);
    if (!listing) {
        return make_script_error("cannot read " + request.changes.raw_file);
    }
    const page_place place = find_page(call, listing->count);
    json_writer out;
    out.literal("{\"total_seats\":");
    out.number(listing->total_seats);
    out.literal(",\"seats\":[");
    const std::size_t first = std::min(listing->count, (place.page - 1) * place.per_page);
    for (std::size_t i = first; i < std::min(listing->count, first + place.per_page); ++i) {
        if (i > first) {
            out.literal(",");
        }
        listing->append(out, i);
    }
    out.literal("]}");
    http_answer answer = make_json_answer(std::string{out.view()});
    if (const std::string links = make_link_header(call, place); !links.empty()) {
        answer.headers.emplace_back("Link", links);
    }
    return answer;
}

}  // namespace simulator
