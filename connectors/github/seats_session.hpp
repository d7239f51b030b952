#pragma once
// One snapshot of the Copilot seats of a scope: page after page, as the header `Link` leads.

#include <set>
#include <string>

#include "connectors/github/api_call.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Lives for one call of fetch.
class seats_session {
public:
    /// More pages than any scope has (100 seats each): a list that goes on and on ends here.
    static constexpr std::size_t pages_max = 5000;

    seats_session(const api_context& with, report_request first) : with_{with}, request_{std::move(first)} {}

    /// A page is a part, a seat a line. A list without seats is a report of parts without bytes.
    fetch_outcome fetch(body_sink& sink);

private:
    bool take_next(const std::string& next);
    bool fail(std::string message);

    const api_context with_;
    report_request request_;
    fetch_outcome outcome_;
    std::set<std::string> seen_;  ///< targets of the pages read
};

}  // namespace connectors
