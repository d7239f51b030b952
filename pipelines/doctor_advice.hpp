#pragma once
// What doctor says: from what a check met to one line, and one sentence on what to do. Pure.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/report_source.hpp"
#include "pipelines/exit_code.hpp"
#include "schema/timestamp.hpp"

namespace pipelines {

enum class severity { ok, warn, fail };

struct finding {
    severity level = severity::ok;
    std::string what;                      ///< `database`, `clock`, `github organization/octo-org users`
    std::string detail;                    ///< what was met
    std::string to_do;                     ///< one sentence; empty where nothing has to be done
    exit_code code = exit_code::complete;  ///< of a failure

    bool operator==(const finding&) const = default;
};

/// `ok   what: detail`, and for what has to be done a second, indented line. Ends in a newline.
std::string finding_text(const finding& one);

/// By the worst failure; 0 when there are only warnings.
exit_code doctor_code(std::span<const finding> findings);

inline constexpr std::chrono::seconds clock_warns_from{60};
inline constexpr std::chrono::seconds clock_fails_from{300};

/// `ahead` is our clock minus the other one's; `other` is half a sentence, e.g. `the clock of the database`.
finding explain_clock(std::chrono::seconds ahead, const std::string& what, const std::string& other);

/// The decision tree of DESIGN 1.6.6 and 1.6.8: what the answer to the question "is this scope there, and may we read
/// it" means, and what to do.
finding explain_probe(const schema::target& target, const connectors::fetch_outcome& outcome);

/// Whether, after this outcome, the source's other scopes and datasets need not be asked.
bool ends_source(const connectors::fetch_outcome& outcome);

/// Room in the spool directory.
finding explain_space(const std::string& directory, std::uint64_t bytes_free);

}  // namespace pipelines
