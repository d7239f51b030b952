// The usage report endpoints: they answer with an envelope of signed links, or with one of the ways to say "no data".
#include <algorithm>

#include "tests/simulator/api.hpp"
#include "tests/simulator/blob.hpp"
#include "tests/simulator/error_answers.hpp"
#include "tests/simulator/report_kind.hpp"

namespace simulator {

namespace {

std::vector<std::string> make_links(const api_call& call, const report_kind& kind, const report_request& request) {
    const report_changes& changes = request.changes;
    const std::size_t parts = count_parts(call.shared.options, kind, request);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::vector<std::string> links;
    for (std::size_t part = 0; part < parts; ++part) {
        const std::string path = to_blob_path({&kind, request, part});
        const std::string query = call.shared.signer.sign(path, now, now + call.shared.options.link_ttl);
        const bool elsewhere = changes.bad_host && part + 1 == parts;
        links.push_back((elsewhere ? "http://example.invalid" : call.shared.base_url(host::blob)) + path + "?" + query);
    }
    if (changes.shards_reversed) {
        std::reverse(links.begin(), links.end());
    }
    if (changes.same_link_twice && !links.empty()) {
        links.push_back(std::string{links.front()});
    }
    return links;
}

std::string to_envelope(const std::vector<std::string>& links, const report_kind& kind, day date) {
    std::string text = "{\"download_links\":[";
    for (std::size_t i = 0; i < links.size(); ++i) {
        text += (i == 0 ? "\"" : ",\"") + links[i] + "\"";
    }
    if (!kind.latest) {
        return text + "],\"report_day\":\"" + to_text(date) + "\"}";
    }
    return text + "],\"report_start_day\":\"" + to_text(date - std::chrono::days{window_days - 1}) +
           "\",\"report_end_day\":\"" + to_text(date) + "\"}";
}

std::optional<http_answer> make_scripted_answer(const std::string& encoding) {
    if (encoding == "empty_string") {
        return make_json_answer("\"\"");
    }
    if (encoding == "not_ready_string") {
        return make_json_answer("\"No report available for the requested day\"");
    }
    if (encoding == "no_content") {
        http_answer answer;
        answer.status = 204;
        return answer;
    }
    return std::nullopt;
}

// A 28-day report ends with the newest day that is published.
day window_end(const api_call& call) {
    const day yesterday = call.shared.options.today() - std::chrono::days{1};
    request_target target = call.target;
    for (int back = 0; back < window_days; ++back) {
        target.date = yesterday - std::chrono::days{back};
        if (call.shared.script.look_up(target).published) {
            return *target.date;
        }
    }
    return yesterday;
}

}  // namespace

std::optional<http_answer> answer_report_endpoint(const api_call& call) {
    const settings& options = call.shared.options;
    const report_kind* kind = find_report_kind(call.target.report);
    if (kind == nullptr) {
        return std::nullopt;
    }
    const bool organization = call.target.scope_kind == "organization";
    const bool path_fits = call.request.path.ends_with("/" + std::string{kind->name} + (kind->latest ? "/latest" : ""));
    const bool offered = organization ? kind->organizations : kind->enterprises;
    if (call.request.method != "GET" || !path_fits || !offered || !knows_scope(options, call.target)) {
        return make_api_error(404);
    }
    if (!kind->latest && !call.target.date) {
        return make_api_error(400);
    }
    if (auto scripted = make_scripted_answer(call.verdict.answer.answer)) {
        return scripted;
    }
    report_request request;
    request.organization = organization;
    request.slug = call.target.slug;
    request.date = kind->latest ? window_end(call) : *call.target.date;
    request.changes = call.verdict.report;
    const bool empty = !is_published(options, *kind, request) || call.verdict.answer.answer == "empty_links";
    const std::vector<std::string> links = empty ? std::vector<std::string>{} : make_links(call, *kind, request);
    return make_json_answer(to_envelope(links, *kind, request.date));
}

}  // namespace simulator
