#pragma once
// The seam to whoever has the reports: an API over HTTP, or a folder of files. Delivers bytes; never sees a row or
// table.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "schema/slice.hpp"

namespace connectors {

/// Where the bodies of a report go, decoded from transfer and content encoding, in pieces of any size.
/// A report has one part per signed link (or file), numbered from 0, delivered one after the other.
class body_sink {
public:
    virtual ~body_sink() = default;
    /// A part begins. Called again for the same part when its download has to start over: what came before is void.
    virtual void begin_part(std::size_t part) = 0;
    /// The next bytes of the part begun last. The view lives for the call only. May throw (no space): fetch passes it
    /// on.
    virtual void write(std::string_view bytes) = 0;
    /// The part begun last has ended whole.
    virtual void end_part() = 0;
};

/// Reason codes as stored in `sync_status.reason`. A source uses these and no others.
namespace reason {
inline constexpr std::string_view not_published = "not_published";
inline constexpr std::string_view unauthorized = "unauthorized";
inline constexpr std::string_view policy_disabled = "policy_disabled";
inline constexpr std::string_view permission_missing = "permission_missing";
inline constexpr std::string_view not_found = "not_found";
inline constexpr std::string_view rate_limited = "rate_limited";
inline constexpr std::string_view unreachable = "unreachable";            ///< no connection, or no answer in time
inline constexpr std::string_view server_error = "server_error";          ///< HTTP 5xx through the whole ladder
inline constexpr std::string_view malformed_answer = "malformed_answer";  ///< not the envelope the reference describes
inline constexpr std::string_view link_refused = "link_refused";          ///< a link to a host that is not trusted
inline constexpr std::string_view part_missing = "part_missing";          ///< a link is gone while others have data
inline constexpr std::string_view download_failed = "download_failed";    ///< a body never ended whole
inline constexpr std::string_view interrupted = "interrupted";            ///< stopped by a signal or the deadline
}  // namespace reason

enum class fetch_result { report, no_data, failed };

/// How far a failure reaches beyond its slice, for the rest of the run (DESIGN 1.6.8).
enum class failure_extent { slice, scope_dataset, credential, source };

/// What one fetch met. `message` is one sentence for the operator: what, where, next step; no secret, no query string.
struct fetch_outcome {
    fetch_result result = fetch_result::failed;
    config::source_type vendor = config::source_type::github_copilot;  ///< whose kind of records a report has
    bool nobody_active = false;  ///< of a report without records: the vendor says that there is nobody (no activity, no
                                 ///< seat), and that is all there is to load
    std::string_view reason;  ///< one of connectors::reason, empty for a report
    std::string message;
    failure_extent extent = failure_extent::slice;
    bool not_found_answer = false;  ///< the envelope itself answered 404
    bool server_error = false;      ///< failed by HTTP 5xx: three in a row end the source
    std::optional<std::chrono::system_clock::time_point> retry_at;     ///< only a time that the vendor named
    std::optional<std::chrono::system_clock::time_point> server_date;  ///< the `Date` of the API's last answer, if any
    std::optional<schema::day> report_day;  ///< that the vendor named: engagement's report_end_day
    std::size_t parts = 0;
    std::uint64_t bytes_downloaded = 0;  ///< body bytes received, thrown-away ones included
    std::uint64_t requests = 0;
    std::uint64_t retries = 0;
};

/// When a fetch must give up waiting: a stop request ends it within a second, as `interrupted`.
struct fetch_limits {
    std::stop_token stop;
    std::optional<std::chrono::steady_clock::time_point> deadline;
};

/// One connector as one worker uses it. Not thread-safe: each worker makes its own. Blocks.
class report_source {
public:
    virtual ~report_source() = default;

    /// Reads every part of the slice's report into `sink`. Never throws for what the vendor or network does; that is
    /// the outcome. The sink's own exceptions pass through. On anything but `report` the sink's content is void.
    virtual fetch_outcome fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) = 0;

    /// Asks the endpoint that has no day (28-day/latest) whether the scope exists for us: `report` means it does,
    /// `failed`/`not_found` that it does not; other outcomes as for fetch.
    virtual fetch_outcome probe(const schema::target& target, const fetch_limits& limits) = 0;
};

}  // namespace connectors
