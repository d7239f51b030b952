#include "tests/simulator/blob.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "tests/simulator/error_answers.hpp"

namespace simulator {

namespace {

// The text between `opening` and the next slash, which are both taken off the path; nothing where the path goes
// otherwise.
std::optional<std::string> take_segment(std::string_view& path, std::string_view opening) {
    if (!path.starts_with(opening)) {
        return std::nullopt;
    }
    path.remove_prefix(opening.size());
    const std::size_t end = std::min(path.find('/'), path.size());
    std::string segment{path.substr(0, end)};
    path.remove_prefix(end);
    return segment;
}

http_answer make_authentication_error(link_verdict verdict) {
    const char* const message = verdict == link_verdict::expired ? "Signature not valid in the specified time frame"
                                : verdict == link_verdict::unsigned_link ? "The request is not signed"
                                                                         : "Signature did not match";
    return make_blob_error(403, "AuthenticationFailed", message);
}

// 412, 416, 206 or 200, as the request's conditions ask.
http_answer make_part_answer(const std::shared_ptr<const report_part>& part, const http_request& request,
                             const std::string& etag) {
    const std::string if_match = request.header("if-match").value_or(etag);
    if (if_match != etag && if_match != "*") {
        return make_blob_error(412, "ConditionNotMet",
                               "The condition specified using HTTP conditional headers is not met.");
    }
    const bool range_holds = request.header("if-range").value_or(etag) == etag;
    const std::string range_header = range_holds ? request.header("range").value_or("") : "";
    byte_range range;
    const range_verdict verdict = parse_range(range_header, part->length(), range);
    if (verdict == range_verdict::unsatisfiable) {
        http_answer refused =
            make_blob_error(416, "InvalidRange", "The range specified is invalid for the current size.");
        refused.headers.emplace_back("Content-Range", "bytes */" + std::to_string(part->length()));
        return refused;
    }
    http_answer answer;
    if (verdict == range_verdict::partial) {
        answer.status = 206;
        answer.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                         std::to_string(range.first + range.length - 1) + "/" +
                                                         std::to_string(part->length()));
    } else {
        range = {0, part->length()};
    }
    answer.slice = part_slice{part, range.first, range.length};
    return answer;
}

http_answer serve_part(world& shared, const http_request& request, const part_address& address,
                       const answer_changes& wishes) {
    const std::size_t parts = count_parts(shared.options, *address.kind, address.request);
    const bool missing = address.part + std::min(parts, address.request.changes.missing_parts) >= parts;
    if (missing || !is_published(shared.options, *address.kind, address.request)) {
        return make_blob_error(404, "BlobNotFound", "The specified blob does not exist.");
    }
    const std::shared_ptr<const report_part> part = shared.parts.fetch(address);
    if (!part) {
        return make_script_error("cannot read " + address.request.changes.raw_file);
    }
    std::string etag = part->etag();
    if (wishes.change_etag) {
        etag.insert(etag.size() - 1, "-" + std::to_string(shared.blob_requests.load()));
    }
    http_answer answer = make_part_answer(part, request, etag);
    if (answer.slice) {
        answer.headers.emplace_back("Content-Type", "application/octet-stream");
        answer.headers.emplace_back("ETag", etag);
        answer.headers.emplace_back("Last-Modified", to_http_text(address.request.date + std::chrono::hours{24 + 6}));
        answer.headers.emplace_back("Accept-Ranges", "bytes");
        if (address.request.changes.format == report_format::gzip_none) {
            answer.headers.emplace_back("Content-Encoding", "identity");
        }
    }
    return answer;
}

// A rule with day= changes that day's records only, also within a 28-day report.
void apply_data_rules(world& shared, part_address& address, const script_verdict& verdict) {
    report_request& request = address.request;
    request.changes = verdict.report;
    if (!address.kind->latest) {
        return;
    }
    request_target target = {.where = host::blob,
                             .report = std::string{address.kind->name},
                             .scope_kind = request.organization ? "organization" : "enterprise",
                             .slug = request.slug};
    const std::string raw_file = request.changes.raw_file;
    request.changes = shared.script.look_up(target);
    request.changes.raw_file = request.changes.raw_file.empty() ? "" : raw_file;
    for (int back = window_days - 1; back >= 0; --back) {
        target.date = request.date - std::chrono::days{back};
        request.window_changes.push_back(shared.script.look_up(target));
    }
}

http_answer make_answer(world& shared, const http_request& request, std::optional<part_address>& address,
                        const script_verdict& verdict) {
    const answer_changes& wishes = verdict.answer;
    if (!verdict.error.empty()) {
        return make_script_error(verdict.error);
    }
    if (wishes.status) {
        return make_blob_error(*wishes.status, *wishes.status == 503 ? "ServerBusy" : "Scripted",
                               "As the script says.");
    }
    if (request.header("authorization")) {
        return make_blob_error(400, "InvalidAuthenticationInfo",
                               "Authentication information is not given in the correct format.");
    }
    if (request.method != "GET") {
        return make_blob_error(405, "UnsupportedHttpVerb", "The resource doesn't support the specified HTTP verb.");
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    link_verdict link = shared.signer.check(request.path, request.query, now);
    if (wishes.expire_link) {
        link = link_verdict::expired;
    }
    if (link != link_verdict::good) {
        return make_authentication_error(link);
    }
    if (!address) {
        return make_blob_error(404, "BlobNotFound", "The specified blob does not exist.");
    }
    apply_data_rules(shared, *address, verdict);
    return serve_part(shared, request, *address, wishes);
}

}  // namespace

http_answer answer_blob(world& shared, const http_request& request) {
    ++shared.blob_requests;
    std::optional<part_address> address = parse_blob_path(request.path);
    request_target target;
    target.where = host::blob;
    if (address) {
        target.report = address->kind->name;
        target.scope_kind = address->request.organization ? "organization" : "enterprise";
        target.slug = address->request.slug;
        target.date = address->request.date;
        target.part = address->part;
    }
    const script_verdict verdict = shared.script.judge(target);
    http_answer answer = make_answer(shared, request, address, verdict);
    if (verdict.answer.empty_body) {
        answer.slice.reset();
        answer.body.clear();
    }
    add_retry_after(answer, verdict.answer);
    if (!verdict.answer.location.empty()) {
        answer.headers.emplace_back("Location", shared.to_location(verdict.answer.location, request));
    }
    answer.headers.emplace_back("x-ms-request-id", std::to_string(shared.blob_requests.load()));
    answer.gzip = to_gzip_delivery(verdict.answer, answer.status);
    answer.how = to_delivery(verdict.answer);
    answer.target = target;
    return answer;
}

std::string to_blob_path(const part_address& address) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "part-%05zu-0000.json", address.part);
    return "/v1/etl_id=green/report=" + std::string{address.kind->name} +
           (address.request.organization ? "/organization=" : "/enterprise=") + address.request.slug +
           "/day_partition=" + to_text(address.request.date) + "/" + name.data();
}

std::optional<part_address> parse_blob_path(std::string_view path) {
    const auto report = take_segment(path, "/v1/etl_id=green/report=");
    if (!report) {
        return std::nullopt;
    }
    part_address address;
    address.kind = find_report_kind(*report);
    address.request.organization = path.starts_with("/organization=");
    const auto slug = take_segment(path, address.request.organization ? "/organization=" : "/enterprise=");
    const auto date_text = take_segment(path, "/day_partition=");
    const auto number_text = take_segment(path, "/part-");
    if (address.kind == nullptr || !slug || !date_text || !number_text) {
        return std::nullopt;
    }
    const auto date = parse_day(*date_text);
    const auto number = std::from_chars(number_text->data(), number_text->data() + number_text->size(), address.part);
    if (!date || number.ec != std::errc{} || std::string_view{number.ptr} != "-0000.json") {
        return std::nullopt;
    }
    address.request.slug = *slug;
    address.request.date = *date;
    return address;
}

std::size_t count_parts(const settings& options, const report_kind& kind, const report_request& request) {
    return request.changes.raw_file.empty() ? kind.count_parts(options, request) : 1;
}

bool is_published(const settings& options, const report_kind& kind, const report_request& request) {
    const day first = std::max(options.first_day_of(request.organization), kind.first_day);
    const bool started = kind.latest || request.date >= first;
    return request.changes.published && started && request.date < options.today();
}

range_verdict parse_range(std::string_view header, std::int64_t length, byte_range& range) {
    static constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) {
        return range_verdict::whole;
    }
    const std::string_view text = header.substr(unit.size());
    const std::size_t dash = text.find('-');
    std::int64_t first = -1;
    std::int64_t last = length - 1;
    if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) {
        return range_verdict::whole;
    }
    const std::string_view left = text.substr(0, dash);
    const std::string_view right = text.substr(dash + 1);
    std::from_chars(left.data(), left.data() + left.size(), first);
    if (left.empty()) {
        std::int64_t suffix = 0;
        std::from_chars(right.data(), right.data() + right.size(), suffix);
        first = std::max<std::int64_t>(0, length - suffix);
    } else if (!right.empty()) {
        std::from_chars(right.data(), right.data() + right.size(), last);
        last = std::min(last, length - 1);
    }
    if (first < 0) {
        return range_verdict::whole;
    }
    if (first >= length || last < first) {
        return range_verdict::unsatisfiable;
    }
    range = {first, last - first + 1};
    return range_verdict::partial;
}

}  // namespace simulator
