#include "tests/simulator/api.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

#include "tests/simulator/error_answers.hpp"

namespace simulator {

namespace {

using endpoint = std::optional<http_answer> (*)(const api_call& call);
constexpr std::array<endpoint, 4> endpoints = {&answer_report_endpoint, &answer_seats_endpoint, &answer_app_endpoint,
                                               &answer_augment_endpoint};

constexpr std::int64_t requests_per_hour = 5000;

std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

std::string bearer_of(const http_request& request) {
    static constexpr std::string_view scheme = "Bearer ";
    const std::string given = request.header("authorization").value_or("");
    return given.starts_with(scheme) ? given.substr(scheme.size()) : "";
}

// With an App, tokens that the command line does not name must be the App's.
std::optional<http_answer> check_token(const api_call& call, const std::string& token) {
    const settings& options = call.shared.options;
    const bool named = std::count(options.tokens.begin(), options.tokens.end(), token) > 0;
    if (named || (options.tokens.empty() && !call.shared.app.configured() && !token.empty())) {
        return std::nullopt;
    }
    const bool organization = call.target.scope_kind == "organization";
    switch (call.shared.app.judge(token, organization, call.target.slug, now())) {
        case token_verdict::good:
            return std::nullopt;
        case token_verdict::elsewhere:
            return make_api_error(403, "integration");
        default:
            return make_api_error(401);
    }
}

// The refusal of a request's credentials; nothing where they are good.
std::optional<http_answer> refuse_credentials(const api_call& call) {
    const std::string token = bearer_of(call.request);
    if (call.target.report != "installation" && call.target.report != "access_tokens") {
        return check_token(call, token);
    }
    const std::string mistake = call.shared.app.check_assertion(token, now());
    return mistake.empty() ? std::nullopt : std::optional{make_api_message(401, mistake)};
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
    const bool augment = is_augment_path(call.request.path);
    if (wishes.status) {
        return augment ? make_augment_error(*wishes.status) : make_api_error(*wishes.status, wishes.body);
    }
    if (call.request.header("user-agent").value_or("").empty()) {
        return make_user_agent_refusal();
    }
    if (augment && !call.shared.augment_calls.take()) {
        return make_augment_error(429);
    }
    if (std::optional<http_answer> refusal = refuse_credentials(call)) {
        return augment ? make_augment_error(401) : std::move(*refusal);
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

void add_date_header(http_answer& answer, const answer_changes& wishes) {
    const std::time_t time = std::chrono::system_clock::to_time_t(now() + wishes.clock_ahead);
    std::tm utc{};
    gmtime_r(&time, &utc);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    answer.headers.emplace_back("Date", text.data());
}

// The end of a path behind the scope, as scripts and the log name it.
std::string to_report_name(std::string_view rest) {
    static constexpr std::string_view reports = "/copilot/metrics/reports/";
    if (rest.starts_with(reports)) {
        return std::string{rest.substr(reports.size(), rest.find('/', reports.size()) - reports.size())};
    }
    if (rest == "/installation") {
        return "installation";
    }
    return rest == "/copilot/billing/seats" ? "seats" : "";
}

// POST /app/installations/{id}/access_tokens is about the scope where the App is installed.
request_target parse_token_target(const settings& options, std::string_view path) {
    static constexpr std::string_view opening = "/app/installations/";
    static constexpr std::string_view ending = "/access_tokens";
    request_target target;
    if (!path.starts_with(opening) || !path.ends_with(ending)) {
        return target;
    }
    target.report = "access_tokens";
    std::int64_t id = 0;
    std::from_chars(path.data() + opening.size(), path.data() + path.size() - ending.size(), id);
    if (const auto where = find_installation(options, id)) {
        target.scope_kind = where->organization ? "organization" : "enterprise";
        target.slug = where->slug;
    }
    return target;
}

std::optional<std::size_t> parse_page(const http_request& request) {
    const auto found = request.query.find("page");
    std::size_t page = 0;
    if (found != request.query.end()) {
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), page);
    }
    return std::max<std::size_t>(page, 1);
}

}  // namespace

http_answer make_json_answer(std::string body) {
    http_answer answer;
    answer.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    answer.body = std::move(body);
    return answer;
}

bool knows_scope(const settings& options, const request_target& target) {
    const auto& slugs = target.scope_kind == "organization" ? options.organizations : options.enterprises;
    return std::count(slugs.begin(), slugs.end(), target.slug) > 0;
}

request_target parse_api_target(const settings& options, const http_request& request) {
    const std::string_view path = request.path;
    if (is_augment_path(path)) {
        return parse_augment_target(request);
    }
    const bool organization = path.starts_with("/orgs/");
    if (!organization && !path.starts_with("/enterprises/")) {
        return parse_token_target(options, path);
    }
    request_target target;
    const std::size_t slug_start = organization ? 6 : 13;
    const std::size_t slug_end = std::min(path.find('/', slug_start), path.size());
    target.scope_kind = organization ? "organization" : "enterprise";
    target.slug = path.substr(slug_start, slug_end - slug_start);
    std::transform(target.slug.begin(), target.slug.end(), target.slug.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    target.report = to_report_name(path.substr(slug_end));
    if (target.report == "seats") {
        target.page = parse_page(request);
    }
    if (const auto day_text = request.query.find("day"); day_text != request.query.end()) {
        target.date = parse_day(day_text->second);
    }
    return target;
}

http_answer answer_api(world& shared, const http_request& request) {
    const request_target target = parse_api_target(shared.options, request);
    const script_verdict verdict = shared.script.judge(target);
    const answer_changes& wishes = verdict.answer;
    if (wishes.revoke_tokens) {
        shared.app.revoke_all();
    }
    http_answer answer =
        verdict.error.empty() ? make_answer({shared, request, target, verdict}) : make_script_error(verdict.error);
    if (wishes.malformed && !answer.body.empty()) {
        answer.body.resize(answer.body.size() / 2);
    }
    if (wishes.empty_body) {
        answer.body.clear();
    }
    add_retry_after(answer, wishes);
    if (!wishes.location.empty()) {
        answer.headers.emplace_back("Location", shared.to_location(wishes.location, request));
    }
    if (!is_augment_path(request.path)) {
        add_rate_limit_headers(answer, shared, wishes);
    }
    add_date_header(answer, wishes);
    answer.gzip = to_gzip_delivery(wishes, answer.status);
    answer.how = to_delivery(wishes);
    answer.target = target;
    return answer;
}

}  // namespace simulator
