#pragma once
// The simulator's script: rules that change a report's data or misbehave while answering, written by tests as lines of
// text (docs/simulator.md has the grammar).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulator/calendar.hpp"

namespace simulator {

enum class host : std::uint8_t { api, blob, proxy };
enum class report_format : std::uint8_t { ndjson, crlf, blank_lines, no_final_newline, bom, array, pretty, gzip_none };

/// What the data actions of all matching rules add up to. Counts are records; absent means untouched.
struct report_changes {
    bool published = true;
    std::optional<std::size_t> users{};
    std::optional<std::size_t> shards{};
    std::int64_t revision = 0;
    std::size_t drop_users = 0;
    std::size_t duplicate_users = 0;
    std::size_t conflicting_users = 0;
    std::size_t bad_lines = 0;
    std::size_t wrong_type = 0;
    std::size_t wrong_day = 0;
    std::size_t line_bytes = 0;
    std::size_t missing_parts = 0;
    bool shards_reversed = false;
    bool lines_reversed = false;
    bool unknown_field = false;
    bool same_link_twice = false;
    bool bad_host = false;
    report_format format = report_format::ndjson;
    std::string raw_file{};

    friend bool operator==(const report_changes&, const report_changes&) = default;
};

/// What the answer actions of the rules that match this very request add up to.
struct answer_changes {
    std::optional<int> status;
    std::string body;      // the kind of a 403: policy, permission, rate_limit, secondary_rate_limit
    std::string answer;    // an encoding of "no data": empty_links, empty_string, not_ready_string, no_content; or, of
                           // Augment, other_dates, wrong_count, no_rows_member
    std::string location;  // where a 3xx points
    std::optional<std::int64_t> retry_after;
    bool retry_after_dated = false;  // written as the date that is so many seconds ahead
    std::optional<std::int64_t> ratelimit_reset;
    bool ratelimit_reset_relative = false;  // seconds from now instead of an epoch
    std::chrono::seconds clock_ahead{0};  // of the header Date
    std::chrono::milliseconds delay{0};
    std::optional<std::int64_t> cut_at;
    std::optional<std::int64_t> stall_at;
    std::int64_t wrong_length = 0;  // added to the true Content-Length
    std::int64_t bytes_per_second = 0;
    bool reset = false;
    bool malformed = false;
    bool expire_link = false;
    bool empty_body = false;
    bool change_etag = false;
    std::string body_file;     // instead of what there is to say (Augment); relative to the script
    bool repeat_page = false;              // the next link leads to the same page again
    std::string bad_next;                  // 1, or the URL that the next link has instead
    bool revoke_tokens = false;            // end all tokens that the App got so far
    bool gzip = false;                     // Content-Encoding: gzip
    std::optional<std::int64_t> gzip_cut;  // end the body, properly framed, after so many compressed bytes
    std::int64_t gzip_bomb_gib = 0;        // instead of the body, so many GiB of blanks
};

/// What a request is about, as far as its path says. Empty texts match no rule that asks for them.
struct request_target {
    host where = host::api;
    std::string report{};
    std::string scope_kind{};  // organization or enterprise
    std::string slug{};        // lower case
    std::optional<day> date{};
    std::optional<std::size_t> part{};
    std::optional<std::size_t> page{};  // of a paged list, from 1
};

struct rule_matchers {
    std::optional<host> where;
    std::string report{};
    std::string scope;  // SLUG, organization/SLUG or enterprise/SLUG
    std::optional<day> first_day;
    std::optional<day> last_day;
    std::optional<std::size_t> part{};
    std::optional<std::size_t> page{};
    std::optional<std::size_t> nth;
    std::optional<std::size_t> times;

    /// Whether the rule is about this target; nth and times are left to the counter. Rules for the proxy say on=proxy.
    bool match(const request_target& target) const;

    /// Whether the rule applies to its `count`-th matching request (from 1).
    bool applies_to(std::size_t count) const;
};

struct rule {
    std::string key;  // the line's words; names the counter, so that re-reading a file keeps the counts
    rule_matchers matchers;
    std::vector<std::pair<std::string, std::string>> report_actions;
    std::vector<std::pair<std::string, std::string>> answer_actions;
};

struct script {
    std::vector<rule> rules;
    std::string error;  // of the first bad line; empty when all are good
};

/// Reads a whole script. At the first mistake the rules are dropped and `error` says line and reason.
script parse_script(std::string_view text);

/// Carries out the actions that parse_script accepted, in order.
void apply(const rule& source, report_changes& changes);
void apply(const rule& source, answer_changes& changes);

}  // namespace simulator
