#pragma once
// What all sources of one Augment organisation share in one run: the token, the vendor's limit of calls, and the totals
// that were read. Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include "config/secret.hpp"
#include "connectors/augment/augment_windows.hpp"
#include "connectors/github/github_credential.hpp"
#include "connectors/http/pace.hpp"

namespace connectors {

/// 10 requests a minute, 20 at once.
inline constexpr call_rate augment_rate{20, std::chrono::milliseconds{6000}};

/// Thread-safe; outlives every source that uses it.
struct augment_account {
    explicit augment_account(config::secret given, pace_clock& clock = system_pace_clock())
        : token{given}, turns{std::move(given)}, pace{augment_rate, clock} {}

    const config::secret token;
    github_credential turns;  ///< one call at a time, and nobody before a time that the vendor named: as with GitHub
    pacer pace;               ///< asked in one's turn only
    augment_windows windows;
};

}  // namespace connectors
