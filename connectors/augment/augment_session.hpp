#pragma once
// One fetch of one day: totals out of a range that is asked once, users page by page.

#include <set>
#include <string>

#include "connectors/augment/augment_call.hpp"
#include "connectors/augment/augment_ranges.hpp"
#include "connectors/augment/augment_users.hpp"

namespace connectors {

/// Lives for one call of fetch or probe.
class augment_session {
public:
    /// More pages than the vendor lets anyone read in a day at a hundred rows each.
    static constexpr std::size_t pages_max = 10'000;

    explicit augment_session(const augment_context& with) : with_{with} {}

    /// One record: what daily-usage and dau-count say of the day.
    fetch_outcome fetch_totals(schema::day day, body_sink& sink);
    /// A record for each identity.
    fetch_outcome fetch_users(schema::day day, body_sink& sink);
    fetch_outcome probe(augment_list list);

private:
    bool read_pages(augment_list list, schema::day day, augment_users& users);
    bool take_cursor(const augment_request& first, const augment_page& page, std::set<std::string>& cursors);
    void contradict(const std::string& what);
    void judge_empty_day(schema::day day, const augment_window& window);
    bool told_nobody_active(schema::day day, const augment_window& window);
    void deliver(const std::string& text, body_sink& sink);
    bool fail(const report_verdict& verdict);
    fetch_outcome finished();

    const augment_context with_;
    fetch_outcome outcome_;
    augment_call call_{with_, outcome_};
    augment_ranges ranges_{with_, call_, outcome_};
};

}  // namespace connectors
