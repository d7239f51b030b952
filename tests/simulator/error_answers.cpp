#include "tests/simulator/error_answers.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace simulator {

namespace {

constexpr std::string_view metrics_docs = "https://docs.github.com/rest/copilot/copilot-usage-metrics";
constexpr std::string_view rate_docs = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

std::string json_error(std::string_view message, std::string_view docs, int status) {
    return "{\"message\":\"" + std::string{message} + "\",\"documentation_url\":\"" + std::string{docs} +
           "\",\"status\":\"" + std::to_string(status) + "\"}";
}

std::string message_of(int status, std::string_view kind) {
    if (kind == "policy") {
        return "The Copilot usage metrics policy is not enabled for this organization or enterprise.";
    }
    if (kind == "rate_limit") {
        return "API rate limit exceeded for user ID 1.";
    }
    if (kind == "integration") {
        return "Resource not accessible by integration";
    }
    if (kind == "secondary_rate_limit") {
        return "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    }
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Bad credentials";
        case 403:
            return "Resource not accessible: requires admin, or relevant organization role access.";
        case 404:
            return "Not Found";
        case 422:
            return "Validation Failed";
        case 429:
            return "API rate limit exceeded.";
        case 500:
            return "Internal Error";
        default:
            return "Status " + std::to_string(status);
    }
}

}  // namespace

http_answer make_api_error(int status, std::string_view kind) {
    http_answer answer;
    answer.status = status;
    if (status == 502 || status == 503) {
        answer.headers.emplace_back("Content-Type", "text/html");
        answer.body = "<html><head><title>" + std::to_string(status) + "</title></head><body><h1>" +
                      (status == 502 ? "502 Bad Gateway" : "503 Service Unavailable") +
                      "</h1><p>We had issues producing the response to your request.</p></body></html>\n";
        return answer;
    }
    answer.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    const bool limited = status == 429 || kind == "rate_limit" || kind == "secondary_rate_limit";
    if (status >= 400) {
        answer.body = json_error(message_of(status, kind), limited ? rate_docs : metrics_docs, status);
    }
    return answer;
}

http_answer make_api_message(int status, std::string_view message) {
    http_answer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    answer.body = json_error(message, metrics_docs, status);
    return answer;
}

http_answer make_augment_error(int status, std::string_view message) {
    if (status == 502 || status == 503) {
        return make_api_error(status);
    }
    static constexpr std::array<std::pair<int, std::string_view>, 6> codes = {{{400, "InvalidArgument"},
                                                                               {401, "Unauthenticated"},
                                                                               {403, "PermissionDenied"},
                                                                               {405, "Unimplemented"},
                                                                               {429, "ResourceExhausted"},
                                                                               {500, "Internal"}}};
    http_answer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "application/json");
    const auto found = std::find_if(codes.begin(), codes.end(), [&](const auto& one) { return one.first == status; });
    const std::string code{found == codes.end() ? "Unknown" : found->second};
    answer.body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" +
                  (message.empty() ? "simulated " + std::to_string(status) : std::string{message}) + "\"}}";
    return answer;
}

http_answer make_blob_error(int status, std::string_view code, std::string_view message) {
    http_answer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "application/xml");
    answer.headers.emplace_back("x-ms-error-code", code);
    answer.body = "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + std::string{code} +
                  "</Code><Message>" + std::string{message} + "</Message></Error>";
    return answer;
}

void add_retry_after(http_answer& answer, const answer_changes& wishes) {
    if (!wishes.retry_after) {
        return;
    }
    std::string text = std::to_string(*wishes.retry_after);
    if (wishes.retry_after_dated) {
        const std::time_t when = std::time(nullptr) + *wishes.retry_after;
        std::tm utc{};
        gmtime_r(&when, &utc);
        std::array<char, 40> date{};
        std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        text = date.data();
    }
    answer.headers.emplace_back("Retry-After", text);
}

http_answer make_script_error(std::string_view message) {
    http_answer answer;
    answer.status = 500;
    answer.headers.emplace_back("Content-Type", "text/plain");
    answer.body = "script error: " + std::string{message} + "\n";
    return answer;
}

}  // namespace simulator
