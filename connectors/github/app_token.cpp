#include "connectors/github/app_token.hpp"

#include <simdjson.h>

#include "connectors/github/answer_collector.hpp"
#include "connectors/github/api_path.hpp"
#include "connectors/github/jwt.hpp"
#include "connectors/github/transfer_failure.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/http/shown_text.hpp"
#include "schema/timestamp.hpp"

namespace connectors {
namespace {

constexpr std::size_t answer_bytes = 1024 * 1024;
constexpr std::chrono::hours remembered_for{2};  // longer than any of them is good for
constexpr std::chrono::minutes renewed_before{5};

void fail(fetch_outcome& outcome, std::string_view code, failure_extent extent, std::string message) {
    outcome.result = fetch_result::failed;
    outcome.reason = code;
    outcome.extent = extent;
    outcome.message = std::move(message);
}

void fail_malformed(fetch_outcome& outcome, const url& where, const std::string& what) {
    fail(outcome, reason::malformed_answer, failure_extent::credential,
         "The answer of " + redacted(where) + " " + what + "; check api_url and what stands between us and it");
}

bool mentions(const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; }

/// A secondary rate limit may come as a 403 that names no wait.
trouble to_trouble_of(const http_result& got, const std::string& words) {
    if (got.failure != http_failure::none) return to_trouble(got.failure);
    trouble met = to_trouble(got.status, got.headers);
    if (got.status == 403 && mentions(schema::lower_case(words), "rate limit")) met.kind = trouble_kind::rate_limited;
    return met;
}

}  // namespace

std::string app_tokens::scrubbed(std::string text) const {
    const std::lock_guard lock{mutex_};
    for (const told_secret& secret : told_) text = without_secret(std::move(text), secret.value);
    return text;
}

void app_tokens::remember(const std::string& secret) {
    const std::lock_guard lock{mutex_};
    const auto now = std::chrono::steady_clock::now();
    told_.push_back({secret, now + remembered_for});
    while (told_.front().until < now) told_.pop_front();
}

bool app_tokens::renew(const schema::scope& scope, std::string_view refused) {
    const auto found = installations_.find(scope);
    if (found == installations_.end()) return false;
    const auto token = tokens_.find(found->second);
    if (token != tokens_.end() && token->second.value == refused) tokens_.erase(token);
    return true;
}

std::optional<std::string> app_tokens::token_for(const schema::scope& scope, const token_call& call) {
    auto installation = installations_.find(scope);
    if (installation == installations_.end()) {
        std::optional<std::string> id = settings_.installation_id;
        if (!id) id = find_installation(scope, call);
        if (!id) return std::nullopt;
        installation = installations_.emplace(scope, *id).first;
    }
    const auto known = tokens_.find(installation->second);
    if (known != tokens_.end() && clock_() + renewed_before < known->second.ends) return known->second.value;

    std::optional<access_token> made = make_token(scope, installation->second, call);
    if (!made) {
        // The App may have been installed anew: look it up again next time.
        installations_.erase(scope);
        return std::nullopt;
    }
    remember(made->value);
    return tokens_.insert_or_assign(installation->second, std::move(*made)).first->second.value;
}

std::optional<std::string> app_tokens::find_installation(const schema::scope& scope, const token_call& call) {
    const url where = api_url(call.api, scope_path(scope) + "/installation");
    const auto body = ask_as_app({where, {}}, 200, scope, call);
    if (!body) return std::nullopt;

    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::uint64_t id = 0;
    std::string_view suspended;
    const simdjson::padded_string padded{*body};
    if (parser.parse(padded).get(root) != simdjson::SUCCESS || root["id"].get(id) != simdjson::SUCCESS) {
        fail_malformed(call.outcome, where, "is not an installation with an id");
        return std::nullopt;
    }
    if (root["suspended_at"].get(suspended) == simdjson::SUCCESS) {
        fail(call.outcome, reason::permission_missing, failure_extent::scope_dataset,
             "The installation of the GitHub App on " + scope.text() + " is suspended since " +
                 shown_text(suspended, 40) + "; an owner has to unsuspend it in the settings of installed Apps");
        return std::nullopt;
    }
    return std::to_string(id);
}

std::optional<app_tokens::access_token> app_tokens::make_token(const schema::scope& scope,
                                                               const std::string& installation,
                                                               const token_call& call) {
    const url where = api_url(call.api, "/app/installations/" + path_segment(installation) + "/access_tokens");
    const auto body = ask_as_app({where, {}, "POST"}, 201, scope, call);
    if (!body) return std::nullopt;

    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view token;
    std::string_view ends;
    const simdjson::padded_string padded{*body};
    const bool read = parser.parse(padded).get(root) == simdjson::SUCCESS &&
                      root["token"].get(token) == simdjson::SUCCESS &&
                      root["expires_at"].get(ends) == simdjson::SUCCESS;
    const auto end = read ? schema::parse_timestamp(ends) : std::nullopt;
    if (!end || token.empty()) {
        fail_malformed(call.outcome, where, "is not an access token with its end");
        return std::nullopt;
    }
    return access_token{std::string{token}, *end};
}

/// The body of the expected answer, asked with the App's own token; nullopt: the outcome says why.
std::optional<std::string> app_tokens::ask_as_app(http_request request, int expected, const schema::scope& scope,
                                                  const token_call& call) {
    const std::string what = "the GitHub App's access to " + scope.text();
    ladder steps{call.retry, call.limits};
    bool ever_answered = false;
    for (;;) {
        const jwt_result jwt = make_app_jwt(settings_.app_id, settings_.private_key, clock_());
        if (!jwt.token) {
            fail(call.outcome, reason::unauthorized, failure_extent::credential, jwt.error);
            return std::nullopt;
        }
        remember(std::string{jwt.token->expose()});
        request.headers = {{"Accept", "application/vnd.github+json"},
                           {"X-GitHub-Api-Version", std::string{github_api_version}},
                           {"Accept-Encoding", "gzip"},
                           {"Authorization", "Bearer " + std::string{jwt.token->expose()}}};
        request.whole_timeout = call.timeout;
        answer_collector answer{answer_bytes};
        http_result got = call.client.get(request, answer, call.limits);
        answer.judge(got);
        count_call(got, call.outcome);
        ever_answered = ever_answered || got.answered();
        const bool whole = got.failure == http_failure::none && !answer.too_long;
        if (whole && got.status == expected) return std::move(answer.body);

        const std::string words = github_words(scrubbed(std::move(answer.body)));
        const trouble met = to_trouble_of(got, words);
        if (whole && met.kind == trouble_kind::terminal) {
            tell_refusal(request, got, words, scope, call.outcome);
            return std::nullopt;
        }
        if (!steps.again(met)) {
            tell_failure({request.where, what, got, met, steps.ended(), steps.retries(), ever_answered}, call.outcome);
            return std::nullopt;
        }
        call.outcome.retries += 1;
    }
}

void app_tokens::tell_refusal(const http_request& request, const http_result& got, const std::string& words,
                              const schema::scope& scope, fetch_outcome& outcome) const {
    const std::string at =
        " (" + std::to_string(got.status) + " at " + redacted(request.where) + ")" + github_says(words);
    const std::string app = "the GitHub App " + settings_.app_id;
    const std::string text = schema::lower_case(words);
    if (got.status == 401 && (mentions(text, "'exp'") || mentions(text, "'iat'") || mentions(text, "expir"))) {
        return fail(outcome, reason::unauthorized, failure_extent::credential,
                    "GitHub refuses the signature of " + app + " for its time" + at +
                        "; set this machine's clock right, it is " + schema::timestamp_text(clock_()) + " here");
    }
    if (got.status == 401) {
        return fail(
            outcome, reason::unauthorized, failure_extent::credential,
            "GitHub does not accept the signature of " + app + at +
                "; check that the id and the private key belong to the same App, and that the key was not deleted");
    }
    if (mentions(text, "suspended")) {
        return fail(outcome, reason::permission_missing, failure_extent::scope_dataset,
                    "The installation of " + app + " on " + scope.text() + " is suspended" + at +
                        "; an owner has to unsuspend it in the settings of installed Apps");
    }
    if (got.status == 404) {
        const bool given = settings_.installation_id.has_value();
        return fail(outcome, reason::permission_missing, failure_extent::scope_dataset,
                    "GitHub knows no installation of " + app + " on " + scope.text() + at +
                        (given ? "; check installation_id" : "; install the App there, or check the slug"));
    }
    fail(outcome, got.status == 403 ? reason::permission_missing : reason::malformed_answer,
         failure_extent::scope_dataset,
         "GitHub gives " + app + " no token for " + scope.text() + at + "; check the App's settings and api_url");
}

std::shared_ptr<github_credential> make_app_credential(github_app_settings settings) {
    return std::make_shared<github_credential>(std::make_unique<app_tokens>(std::move(settings)));
}

}  // namespace connectors
