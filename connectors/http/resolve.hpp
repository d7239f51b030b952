#pragma once
// Host names to addresses, in bounded time: the system's resolver can hang for half a minute and cannot be interrupted.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace connectors {

enum class resolve_end { found, failed, timed_out, stopped };

struct resolve_result {
    resolve_end end = resolve_end::failed;
    std::vector<std::string> addresses;  ///< IPv4 and IPv6 in text form (with zone), in the system's order
    std::string detail;                  ///< the resolver's own words when it failed
};

/// Literal addresses come back at once. Else the system is asked by a thread that is left behind when `until` or a stop
/// request comes first; it touches nothing but its own memory.
resolve_result resolve_host(const std::string& host, std::chrono::steady_clock::time_point until,
                            const std::stop_token& stop);

/// A resolver of that kind.
using host_resolver =
    std::function<resolve_result(const std::string&, std::chrono::steady_clock::time_point, const std::stop_token&)>;

}  // namespace connectors
