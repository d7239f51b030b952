#include "tests/simulator/api.hpp"

#include <algorithm>
#include <array>

#include "tests/simulator/error_answers.hpp"

namespace simulator {

namespace {

using endpoint = std::optional<http_answer> (*)(const api_call& call);
constexpr std::array<endpoint, 1> endpoints = {&answer_report_endpoint};

constexpr std::int64_t requests_per_hour = 5000;

bool knows_token(const settings& options, const http_request& request) {
    static constexpr std::string_view scheme = "Bearer ";
    const std::string given = request.header("authorization").value_or("");
    if (!given.starts_with(scheme) || given.size() == scheme.size()) {
        return false;
    }
    const std::string token = given.substr(scheme.size());
    return options.tokens.empty() || std::count(options.tokens.begin(), options.tokens.end(), token) > 0;
}

http_answer make_user_agent_refusal() {
    http_answer answer;
    answer.status = 403;
    answer.headers.emplace_back("Content-Type", "text/html");
    answer.body = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\n";
    return answer;
}

http_answer make_answer(const api_call& call) {
    const answer_changes& wishes = call.verdict.answer;
    if (wishes.status) {
        return make_api_error(*wishes.status, wishes.body);
    }
    if (call.request.header("user-agent").value_or("").empty()) {
        return make_user_agent_refusal();
    }
    if (!knows_token(call.shared.options, call.request)) {
        return make_api_error(401);
    }
    for (const endpoint& candidate : endpoints) {
        if (std::optional<http_answer> answer = candidate(call)) {
            return std::move(*answer);
        }
    }
    return make_api_error(404);
}

void add_rate_limit_headers(http_answer& answer, world& shared, const answer_changes& wishes) {
    const std::int64_t used = static_cast<std::int64_t>(shared.api_requests++) % requests_per_hour + 1;
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    std::int64_t remaining = requests_per_hour - used;
    std::int64_t reset = (now / 3600 + 1) * 3600;
    if (wishes.ratelimit_reset) {
        remaining = 0;
        reset = *wishes.ratelimit_reset + (wishes.ratelimit_reset_relative ? now : 0);
    }
    answer.headers.emplace_back("x-ratelimit-limit", std::to_string(requests_per_hour));
    answer.headers.emplace_back("x-ratelimit-remaining", std::to_string(remaining));
    answer.headers.emplace_back("x-ratelimit-used", std::to_string(requests_per_hour - remaining));
    answer.headers.emplace_back("x-ratelimit-reset", std::to_string(reset));
    answer.headers.emplace_back("x-ratelimit-resource", "core");
}

}  // namespace

request_target parse_api_target(const http_request& request) {
    request_target target;
    const std::string_view path = request.path;
    const bool organization = path.starts_with("/orgs/");
    if (!organization && !path.starts_with("/enterprises/")) {
        return target;
    }
    const std::size_t slug_start = organization ? 6 : 13;
    const std::size_t slug_end = std::min(path.find('/', slug_start), path.size());
    target.scope_kind = organization ? "organization" : "enterprise";
    target.slug = path.substr(slug_start, slug_end - slug_start);
    std::transform(target.slug.begin(), target.slug.end(), target.slug.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    static constexpr std::string_view reports = "/copilot/metrics/reports/";
    const std::string_view rest = path.substr(slug_end);
    if (rest.starts_with(reports)) {
        target.report = rest.substr(reports.size(), rest.find('/', reports.size()) - reports.size());
    }
    if (const auto day_text = request.query.find("day"); day_text != request.query.end()) {
        target.date = parse_day(day_text->second);
    }
    return target;
}

http_answer answer_api(world& shared, const http_request& request) {
    const request_target target = parse_api_target(request);
    const script_verdict verdict = shared.script.judge(target);
    const answer_changes& wishes = verdict.answer;
    http_answer answer =
        verdict.error.empty() ? make_answer({shared, request, target, verdict}) : make_script_error(verdict.error);
    if (wishes.malformed && !answer.body.empty()) {
        answer.body.resize(answer.body.size() / 2);
    }
    if (wishes.empty_body) {
        answer.body.clear();
    }
    if (wishes.retry_after) {
        answer.headers.emplace_back("Retry-After", std::to_string(*wishes.retry_after));
    }
    if (!wishes.location.empty()) {
        answer.headers.emplace_back("Location", wishes.location);
    }
    add_rate_limit_headers(answer, shared, wishes);
    answer.how = to_delivery(wishes);
    answer.target = target;
    return answer;
}

}  // namespace simulator
