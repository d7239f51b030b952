// The endpoints where a GitHub App finds its installations and gets its tokens.
#include "tests/simulator/api.hpp"
#include "tests/simulator/error_answers.hpp"

namespace simulator {

namespace {

constexpr std::string_view organization_permissions =
    "{\"metadata\":\"read\",\"organization_copilot_metrics\":\"read\",\"organization_copilot_seat_management\":"
    "\"read\"}";
constexpr std::string_view enterprise_permissions = "{\"enterprise_copilot_metrics\":\"read\"}";

std::string permissions_of(const installation& where) {
    return std::string{where.organization ? organization_permissions : enterprise_permissions};
}

http_answer make_installation_answer(const api_call& call, const installation& where) {
    const std::string id = std::to_string(where.id);
    const std::string base = call.shared.base_url(host::api);
    const std::string account = where.organization ? "\"login\":\"" + where.slug + "\",\"type\":\"Organization\""
                                                   : "\"slug\":\"" + where.slug + "\",\"name\":\"" + where.slug + "\"";
    return make_json_answer(
        "{\"id\":" + id + ",\"account\":{" + account + "},\"app_id\":\"" + call.shared.options.app_id +
        "\",\"target_type\":\"" + (where.organization ? "Organization" : "Enterprise") + "\",\"access_tokens_url\":\"" +
        base + "/app/installations/" + id + "/access_tokens\",\"permissions\":" + permissions_of(where) +
        ",\"events\":[],\"repository_selection\":\"all\",\"suspended_at\":null}");
}

http_answer make_token_answer(const api_call& call, const installation& where) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const installation_token token = call.shared.app.issue(where, now);
    http_answer answer =
        make_json_answer("{\"token\":\"" + token.text + "\",\"expires_at\":\"" + to_utc_text(token.expiry) +
                         "\",\"permissions\":" + permissions_of(where) + ",\"repository_selection\":\"all\"}");
    answer.status = 201;
    return answer;
}

}  // namespace

std::optional<http_answer> answer_app_endpoint(const api_call& call) {
    const bool organization = call.target.scope_kind == "organization";
    const bool wants_token = call.target.report == "access_tokens";
    if (call.target.report != "installation" && !wants_token) {
        return std::nullopt;
    }
    const auto where = find_installation(call.shared.options, organization, call.target.slug);
    if (!where || call.request.method != (wants_token ? "POST" : "GET")) {
        return make_api_error(404);
    }
    return wants_token ? make_token_answer(call, *where) : make_installation_answer(call, *where);
}

}  // namespace simulator
