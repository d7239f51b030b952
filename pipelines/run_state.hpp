#pragma once
// What the workers of one run have learned together: counts, and which sources, credentials and scopes not to ask again.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "pipelines/slice_story.hpp"
#include "sinks/run_store.hpp"

namespace pipelines {

/// Slices of one source in a row that may fail by HTTP 5xx before it is given up.
inline constexpr int server_errors_max = 3;

/// Thread-safe.
class run_state {
public:
    /// `planned` slices; those that never end in this run count as pending.
    explicit run_state(std::size_t planned) { counts_.slices.planned = static_cast<std::int64_t>(planned); }

    /// Whether the slice's source, credential and scope are still worth asking (DESIGN 1.6.8).
    bool worth_asking(const schema::target& target) const;

    /// A slice has ended (not `held`).
    void record(const planned_slice& work, const slice_report& report);
    /// Counters of requests that belong to no slice.
    void record_requests(const connectors::fetch_outcome& outcome);

    sinks::run_counts counts() const;
    std::set<std::string> sources_given_up() const;
    /// Sources that answered for at least one slice: with a report, or that there is none.
    std::set<std::string> sources_read() const;

    /// Whether a slice was cut short. Without a signal it was the deadline, which need not have come yet: a retry that would
    /// lie beyond it is not waited for.
    bool cut_short() const;

    /// Targets whose every envelope answered 404, with the work that met it: the scope itself may not exist.
    std::map<schema::target, std::vector<planned_slice>> answered_only_not_found() const;

private:
    void learn(const schema::target& target, const connectors::fetch_outcome& outcome);

    struct envelope_answers {
        std::vector<planned_slice> not_found;
        bool other = false;
    };

    mutable std::mutex mutex_;
    sinks::run_counts counts_;
    bool cut_short_ = false;
    std::set<std::string> ended_sources_;
    std::set<schema::target> ended_targets_;
    std::set<std::string> read_sources_;
    std::map<std::string, int> server_errors_;
    std::map<schema::target, envelope_answers> envelopes_;
};

}  // namespace pipelines
