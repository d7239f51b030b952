#pragma once
// The report files that were asked for last. Making one costs a walk over all of its lines; a client that reads on by
// range, or reads again, should not pay for that twice.

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "tests/simulator/day_totals.hpp"
#include "tests/simulator/report_kind.hpp"

namespace simulator {

/// A file of a report: what the blob path says.
struct part_address {
    const report_kind* kind = nullptr;
    report_request request{};
    std::size_t part = 0;
};

/// May be used by any number of threads at once.
class part_store {
public:
    explicit part_store(const settings& options) : options_(options), totals_(options) {}

    /// The part as the script has it now; its ETag changes when anything that can change its bytes does. Null when the
    /// script names a raw file that cannot be read.
    std::shared_ptr<const report_part> fetch(const part_address& address);

private:
    struct entry {
        std::string key;
        std::shared_ptr<const report_part> part;
    };

    std::shared_ptr<const report_part> find(const std::string& key);

    const settings& options_;
    totals_store totals_;
    std::mutex mutex_;
    std::list<entry> entries_;  // the last used one first
};

}  // namespace simulator
