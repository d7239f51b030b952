#include "pipelines/doctor_advice.hpp"

#include <algorithm>
#include <cstdlib>

#include "pipelines/progress_line.hpp"

namespace pipelines {

namespace {

namespace reason = connectors::reason;

constexpr std::uint64_t space_fails_below = std::uint64_t{64} << 20;
constexpr std::uint64_t space_warns_below = std::uint64_t{1} << 30;

/// A sentence of the connectors ends in `; WHAT TO DO`.
struct told {
    std::string met;
    std::string next;
};

/// At the first `; ` outside parentheses (inside are other people's words): what to do may be in two halves itself.
told split_advice(const std::string& message) {
    int depth = 0;
    std::size_t at = message.npos;
    for (std::size_t i = 0; i < message.size() && at == message.npos; ++i) {
        depth += message[i] == '(' ? 1 : message[i] == ')' ? -1 : 0;
        if (depth <= 0 && message.compare(i, 2, "; ") == 0) at = i;
    }
    if (at == message.npos) at = message.rfind("; ");
    if (at == message.npos) return {message, {}};
    return {message.substr(0, at), message.substr(at + 2)};
}

bool mentions(const std::string& text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
           }) != text.end();
}

bool is_enterprise(const schema::target& target) { return target.scope.kind == schema::scope_kind::enterprise; }

std::string for_permission(const schema::target& target) {
    return is_enterprise(target)
               ? "give the token manage_billing:copilot or read:enterprise (a fine-grained token cannot read "
                 "enterprise "
                 "reports), or the App \"Enterprise Copilot metrics\" (read); its owner must be an enterprise owner, a "
                 "billing manager, or have a role that may view enterprise Copilot metrics"
               : "give the token read:org, or a fine-grained token or App \"Organization Copilot metrics\" (read); its "
                 "owner must be an organization owner, or have a role that may view organization Copilot metrics";
}

std::string for_policy(const schema::target& target) {
    return is_enterprise(target)
               ? "an enterprise owner has to set the policy \"Copilot usage metrics\" to \"Enabled everywhere\" in the "
                 "enterprise's AI controls; no token can read reports before that"
               : "an owner has to enable the policy \"Copilot usage metrics\" for this organization, in its Copilot "
                 "settings or the enterprise's; no token can read reports before that";
}

std::string for_unreachable(const told& words) {
    if (!words.next.empty()) return words.next;
    if (mentions(words.met, "proxy"))
        return "check HTTPS_PROXY and NO_PROXY, and that the proxy lets us through to that host";
    if (mentions(words.met, "trusted") || mentions(words.met, "certificate"))
        return "check that host name; where a proxy looks into TLS, point SSL_CERT_FILE at its certificate authority";
    if (mentions(words.met, "TLS")) return "check that api_url speaks TLS on that port, and that nothing is in between";
    return "check the network, DNS and firewall from here to that host";
}

std::string for_rate_limit(const connectors::fetch_outcome& outcome) {
    if (outcome.retry_at) return "the credential works: run again after " + schema::timestamp_text(*outcome.retry_at);
    return "the credential works, but something uses up its requests: run again in an hour, and let nothing else share "
           "it";
}

/// What to do about a failure, and its code. The order is that of the questions one would ask.
std::pair<std::string, exit_code> next_step(const schema::target& target, const connectors::fetch_outcome& outcome,
                                            const told& words) {
    if (outcome.reason == reason::unreachable) return {for_unreachable(words), exit_code::source_down};
    if (outcome.reason == reason::unauthorized)
        return {
            "make a new token and put it where the old one is configured (401: this one is wrong, revoked or expired)",
            exit_code::refused};
    if (outcome.reason == reason::rate_limited) return {for_rate_limit(outcome), exit_code::source_down};
    if (outcome.reason == reason::policy_disabled) return {for_policy(target), exit_code::refused};
    if (outcome.reason == reason::permission_missing && outcome.vendor == config::source_type::augment)
        return {words.next, exit_code::refused};
    if (outcome.reason == reason::permission_missing) return {for_permission(target), exit_code::refused};
    if (outcome.reason == reason::not_found)
        return {
            "check the spelling of " + target.scope.text() +
                " and that it is one of this kind; if it is right, this credential cannot see it: GitHub answers 404 "
                "for what it hides",
            exit_code::refused};
    if (outcome.reason == reason::server_error)
        return {"wait: the trouble is on the vendor's side (its status page may know more), and `sync` tries again",
                exit_code::source_down};
    if (outcome.reason == reason::interrupted) return {"run doctor again", exit_code::source_down};
    return {words.next.empty() ? "check api_url, and that nothing between here and it changes the answers" : words.next,
            exit_code::source_down};
}

}  // namespace

std::string finding_text(const finding& one) {
    const char* level = one.level == severity::ok ? "ok  " : one.level == severity::warn ? "warn" : "FAIL";
    std::string text = std::string(level) + " " + one.what + ": " + one.detail + "\n";
    if (!one.to_do.empty()) text += "     to do: " + one.to_do + "\n";
    return text;
}

exit_code doctor_code(std::span<const finding> findings) {
    exit_code code = exit_code::complete;
    for (const finding& one : findings)
        if (one.level == severity::fail) code = worse(code, one.code);
    return code;
}

finding explain_clock(std::chrono::seconds ahead, const std::string& what, const std::string& other) {
    const std::chrono::seconds off{std::abs(ahead.count())};
    finding result{severity::ok, what, "", "", exit_code::complete};
    if (off < std::chrono::seconds{2})
        result.detail = "agrees with " + other;
    else
        result.detail =
            "this machine is " + duration_text(off) + (ahead.count() > 0 ? " ahead of " : " behind ") + other;
    if (off < clock_warns_from) return result;
    result.level = off < clock_fails_from ? severity::warn : severity::fail;
    if (result.level == severity::fail) result.code = exit_code::usage;
    result.to_do = "let a time service (chrony, systemd-timesyncd) set the clock: days and sign-ins of Apps go by it";
    return result;
}

finding explain_probe(const schema::target& target, const connectors::fetch_outcome& outcome) {
    finding result{severity::ok, target.text(), "", "", exit_code::complete};
    if (outcome.result == connectors::fetch_result::report) {
        result.detail = "there, and readable";
        return result;
    }
    const told words = split_advice(outcome.message);
    if (outcome.result == connectors::fetch_result::no_data) {
        result.detail = "there, and readable, but without any report so far";
        return result;
    }
    result.level = severity::fail;
    result.detail = std::string(outcome.reason) + ": " + words.met;
    std::tie(result.to_do, result.code) = next_step(target, outcome, words);
    return result;
}

bool ends_source(const connectors::fetch_outcome& outcome) {
    return outcome.result == connectors::fetch_result::failed &&
           (outcome.extent == connectors::failure_extent::source ||
            outcome.extent == connectors::failure_extent::credential);
}

finding explain_space(const std::string& directory, std::uint64_t bytes_free) {
    finding result{severity::ok, "spool",
                   directory + " is writable, " + bytes_text(static_cast<std::int64_t>(bytes_free)) + " free", "",
                   exit_code::complete};
    if (bytes_free >= space_warns_below) return result;
    result.level = bytes_free < space_fails_below ? severity::fail : severity::warn;
    if (result.level == severity::fail) result.code = exit_code::usage;
    result.to_do =
        "make room there, or point sync.spool_dir (or TMPDIR) at a larger file system: it holds one compressed "
        "report per worker";
    return result;
}

}  // namespace pipelines
