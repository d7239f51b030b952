#include "tests/simulator/script_keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace simulator {

namespace {

template <typename Number>
bool set_number(Number& target, std::string_view value, std::int64_t low = 0, std::int64_t high = INT64_MAX) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < low || number > high) {
        return false;
    }
    target = static_cast<Number>(number);
    return true;
}

template <typename Number>
bool set_number(std::optional<Number>& target, std::string_view value, std::int64_t low = 0,
                std::int64_t high = INT64_MAX) {
    Number number{};
    if (!set_number(number, value, low, high)) {
        return false;
    }
    target = number;
    return true;
}

bool set_flag(bool& target, std::string_view value) {
    target = value == "1" || value == "yes";
    return target || value == "0" || value == "no";
}

bool set_reversed(bool& target, std::string_view value) {
    target = value == "reversed";
    return target || value == "normal";
}

bool set_choice(std::string& target, std::string_view value, std::span<const std::string_view> choices) {
    for (const std::string_view choice : choices) {
        if (choice == value) {
            target = value;
            return true;
        }
    }
    return false;
}

bool set_days(rule_matchers& target, std::string_view value) {
    const std::size_t dots = value.find("..");
    target.first_day = parse_day(value.substr(0, dots));
    target.last_day = dots == std::string_view::npos ? target.first_day : parse_day(value.substr(dots + 2));
    return target.first_day && target.last_day && *target.first_day <= *target.last_day;
}

bool set_host(rule_matchers& target, std::string_view value) {
    target.where = value == "blob" ? host::blob : value == "proxy" ? host::proxy : host::api;
    return value == "blob" || value == "proxy" || value == "api";
}

bool set_format(report_changes& target, std::string_view value) {
    static constexpr std::array<std::string_view, 8> names = {"ndjson", "crlf",  "blank_lines", "no_final_newline",
                                                              "bom",    "array", "pretty",      "gzip_none"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == value) {
            target.format = static_cast<report_format>(i);
            return true;
        }
    }
    return false;
}

bool set_retry_after(answer_changes& target, std::string_view value) {
    target.retry_after_dated = value.starts_with('+');
    return set_number(target.retry_after, value.substr(target.retry_after_dated ? 1 : 0));
}

bool set_ratelimit_reset(answer_changes& target, std::string_view value) {
    target.ratelimit_reset_relative = value.starts_with('+');
    return set_number(target.ratelimit_reset, value.substr(target.ratelimit_reset_relative ? 1 : 0));
}

bool set_clock_ahead(answer_changes& target, std::string_view value) {
    std::int64_t seconds = 0;
    const bool good = set_number(seconds, value.substr(value.starts_with('+') ? 1 : 0), -1'000'000'000, 1'000'000'000);
    target.clock_ahead = std::chrono::seconds{seconds};
    return good;
}

// A delay in seconds may have a fraction.
bool set_hang(answer_changes& target, std::string_view value) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end != value.data() + value.size() || seconds < 0 || seconds > 1e6) {
        return false;
    }
    target.delay += std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
    return true;
}

bool set_latency(answer_changes& target, std::string_view value) {
    std::int64_t milliseconds = 0;
    const bool good = set_number(milliseconds, value);
    target.delay += std::chrono::milliseconds{milliseconds};
    return good;
}

constexpr std::array<std::string_view, 4> body_kinds = {"policy", "permission", "rate_limit", "secondary_rate_limit"};
constexpr std::array<std::string_view, 7> answer_kinds = {"empty_links", "empty_string", "not_ready_string", "no_content",
                                                          "other_dates", "wrong_count",  "no_rows_member"};
constexpr std::int64_t shards_max = 1000;
constexpr std::int64_t users_max = 10'000'000;
constexpr std::int64_t line_bytes_max = std::int64_t{1} << 30;

using value_text = std::string_view;
using matchers = rule_matchers;
using report = report_changes;
using answer = answer_changes;

constexpr std::array<script_key<matchers>, 8> matcher_table = {{
    {"on", [](matchers& to, value_text v) { return set_host(to, v); }},
    {"report", [](matchers& to, value_text v) { return to.report = v, !v.empty(); }},
    {"scope", [](matchers& to, value_text v) { return to.scope = v, !v.empty(); }},
    {"day", [](matchers& to, value_text v) { return set_days(to, v); }},
    {"part", [](matchers& to, value_text v) { return set_number(to.part, v); }},
    {"page", [](matchers& to, value_text v) { return set_number(to.page, v, 1); }},
    {"nth", [](matchers& to, value_text v) { return set_number(to.nth, v, 1); }},
    {"times", [](matchers& to, value_text v) { return set_number(to.times, v, 1); }},
}};

constexpr std::array<script_key<report>, 19> report_table = {{
    {"published", [](report& to, value_text v) { return set_flag(to.published, v); }},
    {"users", [](report& to, value_text v) { return set_number(to.users, v, 0, users_max); }},
    {"shards", [](report& to, value_text v) { return set_number(to.shards, v, 1, shards_max); }},
    {"revision", [](report& to, value_text v) { return set_number(to.revision, v); }},
    {"drop_users", [](report& to, value_text v) { return set_number(to.drop_users, v); }},
    {"duplicate_users", [](report& to, value_text v) { return set_number(to.duplicate_users, v); }},
    {"conflicting_users", [](report& to, value_text v) { return set_number(to.conflicting_users, v); }},
    {"bad_lines", [](report& to, value_text v) { return set_number(to.bad_lines, v, 0, users_max); }},
    {"wrong_type", [](report& to, value_text v) { return set_number(to.wrong_type, v); }},
    {"wrong_day", [](report& to, value_text v) { return set_number(to.wrong_day, v); }},
    {"line_bytes", [](report& to, value_text v) { return set_number(to.line_bytes, v, 0, line_bytes_max); }},
    {"missing_parts", [](report& to, value_text v) { return set_number(to.missing_parts, v); }},
    {"shard_order", [](report& to, value_text v) { return set_reversed(to.shards_reversed, v); }},
    {"line_order", [](report& to, value_text v) { return set_reversed(to.lines_reversed, v); }},
    {"unknown_field", [](report& to, value_text v) { return set_flag(to.unknown_field, v); }},
    {"same_link_twice", [](report& to, value_text v) { return set_flag(to.same_link_twice, v); }},
    {"bad_host", [](report& to, value_text v) { return set_flag(to.bad_host, v); }},
    {"format", [](report& to, value_text v) { return set_format(to, v); }},
    {"raw_file", [](report& to, value_text v) { return to.raw_file = v, !v.empty(); }},
}};

constexpr std::array<script_key<answer>, 25> answer_table = {{
    {"status", [](answer& to, value_text v) { return set_number(to.status, v, 200, 599); }},
    {"body", [](answer& to, value_text v) { return set_choice(to.body, v, body_kinds); }},
    {"answer", [](answer& to, value_text v) { return set_choice(to.answer, v, answer_kinds); }},
    {"location", [](answer& to, value_text v) { return to.location = v, !v.empty(); }},
    {"retry_after", [](answer& to, value_text v) { return set_retry_after(to, v); }},
    {"ratelimit_reset", [](answer& to, value_text v) { return set_ratelimit_reset(to, v); }},
    {"date", [](answer& to, value_text v) { return set_clock_ahead(to, v); }},
    {"hang", [](answer& to, value_text v) { return set_hang(to, v); }},
    {"latency_ms", [](answer& to, value_text v) { return set_latency(to, v); }},
    {"cut_at", [](answer& to, value_text v) { return set_number(to.cut_at, v); }},
    {"stall_at", [](answer& to, value_text v) { return set_number(to.stall_at, v); }},
    {"wrong_length", [](answer& to, value_text v) { return set_number(to.wrong_length, v, INT64_MIN); }},
    {"trickle", [](answer& to, value_text v) { return set_number(to.bytes_per_second, v, 1); }},
    {"reset", [](answer& to, value_text v) { return set_flag(to.reset, v); }},
    {"malformed", [](answer& to, value_text v) { return set_flag(to.malformed, v); }},
    {"expire_link", [](answer& to, value_text v) { return set_flag(to.expire_link, v); }},
    {"empty_body", [](answer& to, value_text v) { return set_flag(to.empty_body, v); }},
    {"change_etag", [](answer& to, value_text v) { return set_flag(to.change_etag, v); }},
    {"body_file", [](answer& to, value_text v) { return to.body_file = v, !v.empty(); }},
    {"repeat_page", [](answer& to, value_text v) { return set_flag(to.repeat_page, v); }},
    {"bad_next", [](answer& to, value_text v) { return to.bad_next = v, !v.empty(); }},
    {"revoke_tokens", [](answer& to, value_text v) { return set_flag(to.revoke_tokens, v); }},
    {"content_encoding", [](answer& to, value_text v) { return to.gzip = v == "gzip", to.gzip; }},
    {"gzip_cut", [](answer& to, value_text v) { return to.gzip = true, set_number(to.gzip_cut, v); }},
    {"gzip_bomb", [](answer& to, value_text v) { return to.gzip = true, set_number(to.gzip_bomb_gib, v, 1, 64); }},
}};

}  // namespace

std::span<const script_key<rule_matchers>> matcher_keys() { return matcher_table; }
std::span<const script_key<report_changes>> report_keys() { return report_table; }
std::span<const script_key<answer_changes>> answer_keys() { return answer_table; }

std::optional<host> host_of_answer_key(std::string_view name) {
    static constexpr std::array<std::string_view, 8> api_only = {
        "answer", "date", "malformed", "ratelimit_reset", "repeat_page", "bad_next", "revoke_tokens", "body_file"};
    if (std::find(api_only.begin(), api_only.end(), name) != api_only.end()) {
        return host::api;
    }
    if (name == "expire_link" || name == "change_etag") {
        return host::blob;
    }
    return std::nullopt;
}

bool works_on_proxy(std::string_view name) {
    return name == "status" || name == "hang" || name == "latency_ms" || name == "reset";
}

}  // namespace simulator
