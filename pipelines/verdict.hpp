#pragma once
// The exit code and the list of problems, from what `sync_status` says of the selected range: not from what this run did,
// so that a failed day cannot look green because another run, or no run, tried it last. Pure.

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "pipelines/exit_code.hpp"
#include "schema/slice_state.hpp"

namespace pipelines {

/// One day that is not as it should be, as the summary lists it.
struct problem {
    schema::slice slice;
    std::string reason;
    std::string message;
};

/// What the run itself knows and the tables do not.
struct run_facts {
    std::string run_id;
    bool deadline_came = false;
    std::set<std::string> sources_given_up;  ///< no more requests were made to them
    std::set<std::string> sources_read;      ///< something was read from them: final days do not say by which run
};

/// A target with the rows of its whole range, final days as ranges.
struct assessed_target {
    schema::target_state state;
    schema::day_range range;  ///< the selected days, `meant_to_be_complete`
};

struct verdict {
    exit_code code = exit_code::complete;
    std::vector<problem> problems;  ///< by target and day
};

/// The part of the code that the tables decide: 0, 3, 4, 5, 7 or 9.
verdict assess(std::span<const assessed_target> targets, const run_facts& facts);

}  // namespace pipelines
