#pragma once
// Sources that only one process at a time may ask, because their limit of calls holds for all processes together
// (DESIGN 2.2): a claim in the database, and beside it what the last process left of the limit.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "connectors/http/pace.hpp"
#include "pipelines/sources.hpp"
#include "sinks/database.hpp"

namespace pipelines {

/// The claims of one run. Each is a transaction-level advisory lock in a session of its own, held while the run asks
/// that source: no session state, and free at once when the process dies. Thread-safe.
class source_claims {
public:
    /// Both must outlive the claims. `waiting` is told of each source that another process has, once.
    source_claims(sinks::database& database, const source_factory& sources,
                  std::function<void(const std::string& source)> waiting = {})
        : database_{database}, sources_{sources}, waiting_{std::move(waiting)} {}
    ~source_claims() { release(); }
    source_claims(const source_claims&) = delete;
    source_claims& operator=(const source_claims&) = delete;

    /// Whether this process may ask the source: at once true where any number may. False: another process has it; ask
    /// again later. Throws sink_error.
    bool hold(const std::string& source);

    /// Gives the claims back, and writes down what is used up of each source's limit. What the database does not take
    /// any more is left as it is: whoever comes next finds the limit marked as in use, and begins slowly.
    void release() noexcept;

private:
    struct claim {
        std::unique_ptr<sinks::sql_session> session;
        std::chrono::steady_clock::time_point asked{};
        bool held = false;
        bool waiting_told = false;
    };

    bool take(const std::string& source, claim& mine);
    bool still_held(claim& mine);
    void give_back(const std::string& source, claim& mine);

    sinks::database& database_;
    const source_factory& sources_;
    const std::function<void(const std::string& source)> waiting_;
    std::mutex mutex_;
    std::map<std::string, claim> claims_;
};

}  // namespace pipelines
