#pragma once
// Reads the ranges of totals that a fetch needs into what the run shares (augment_windows).

#include <memory>

#include "connectors/augment/augment_call.hpp"
#include "connectors/augment/augment_windows.hpp"

namespace connectors {

/// Lives as long as the fetch, whose outcome it fills where it fails.
class augment_ranges {
public:
    augment_ranges(const augment_context& with, augment_call& call, fetch_outcome& outcome)
        : with_{with}, windows_{with.account.windows}, call_{call}, outcome_{outcome} {}

    /// The range that the day belongs to, read now if nobody has read it before. One fetch at a time asks. A range that
    /// is refused is narrowed down to the day that the vendor refuses, so that the others are not lost with it.
    /// nullptr: the outcome says why.
    std::shared_ptr<const augment_window> window_of(schema::day day);

private:
    bool wait_for_turn(std::unique_lock<std::mutex>& asking);
    void narrow(schema::day_range refused);
    bool read(const schema::day_range& range);
    bool read_list(const augment_request& request, augment_window& into);

    const augment_context& with_;
    augment_windows& windows_;
    augment_call& call_;
    fetch_outcome& outcome_;
};

}  // namespace connectors
