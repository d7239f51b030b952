#pragma once
// Exit codes: public API, read by cron, CI and Kubernetes to decide whether to try again (DESIGN 1.2).

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace pipelines {

enum class exit_code : int {
    complete = 0,         ///< every day of the selected range is loaded, or known to be unpublished or without data
    bug = 1,
    usage = 2,            ///< usage or configuration error
    slices_failed = 3,    ///< finished, some slices failed, the rest is loaded
    refused = 4,          ///< credentials, permission, unknown scope, policy: trying again does not help
    source_down = 5,      ///< nothing could be loaded from a source
    database = 6,
    data_quality = 7,
    deadline = 9,         ///< the deadline came; what is left is for the next run
    interrupted = 130,    ///< SIGINT
    terminated = 143,     ///< SIGTERM
};

/// How codes win over one another where several apply: earlier in the list of DESIGN 1.2 wins.
constexpr int precedence(exit_code code) {
    switch (code) {
        case exit_code::bug: return 0;
        case exit_code::usage: return 1;
        case exit_code::interrupted:
        case exit_code::terminated: return 2;
        case exit_code::refused: return 3;
        case exit_code::data_quality: return 4;
        case exit_code::database: return 5;
        case exit_code::source_down: return 6;
        case exit_code::slices_failed: return 7;
        case exit_code::deadline: return 8;
        case exit_code::complete: return 9;
    }
    return 0;
}

constexpr exit_code worse(exit_code a, exit_code b) { return precedence(a) <= precedence(b) ? a : b; }

}  // namespace pipelines
