#pragma once
// One fetch of one report: the envelope, then its links in order, with fresh envelopes for links that expire on the
// way.

#include <optional>
#include <string>
#include <vector>

#include "connectors/github/api_call.hpp"
#include "connectors/github/classify.hpp"
#include "connectors/github/download_hosts.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Lives for one call of fetch or probe.
class report_session {
public:
    report_session(const api_context& with, download_hosts hosts, const report_request& request)
        : with_{with}, hosts_{std::move(hosts)}, request_{request}, call_{with_, outcome_} {}

    fetch_outcome fetch(body_sink& sink);
    fetch_outcome probe();

private:
    bool take_links(const report_verdict& verdict);
    bool renew_links(std::size_t needed_from, bool part_begun);
    void read_parts(body_sink& sink);
    bool take_end_day(const report_verdict& verdict);
    bool fail(std::string_view code, std::string message);
    std::string name() const { return name_of(request_.asked); }
    fetch_outcome finished();

    const api_context with_;
    const download_hosts hosts_;
    const report_request& request_;
    fetch_outcome outcome_;
    api_call call_;
    std::vector<url> links_;
    int envelopes_renewed_ = 0;
};

}  // namespace connectors
