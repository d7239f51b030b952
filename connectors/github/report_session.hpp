#pragma once
// One fetch of one report: the envelope, then its links in order, with fresh envelopes for links that expire on the
// way.

#include <optional>
#include <string>
#include <vector>

#include "connectors/github/classify.hpp"
#include "connectors/github/download_hosts.hpp"
#include "connectors/github/github_credential.hpp"
#include "connectors/github/github_source.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Where a report's envelope is, and the words for it.
struct report_request {
    url where;
    report_question asked;
};

/// Lives for one call of fetch or probe.
class report_session {
public:
    struct context {
        http_client& client;
        github_credential& credential;
        const github_source_options& options;
        download_hosts hosts;
        const fetch_limits& limits;
    };

    report_session(context with, const report_request& request) : with_{std::move(with)}, request_{request} {}

    fetch_outcome fetch(body_sink& sink);
    fetch_outcome probe();

private:
    /// A whole verdict, or nullopt when the transfer itself failed for good (the outcome says why).
    std::optional<report_verdict> ask_envelope();
    std::optional<report_verdict> ask_once(ladder& steps, retry_decision& next, bool& ever_answered);
    bool take_links(const report_verdict& verdict);
    bool renew_links(std::size_t needed_from, bool part_begun);
    void read_parts(body_sink& sink);
    void settle(const report_verdict& verdict);
    bool fail(std::string_view code, std::string message);
    std::string name() const;
    fetch_outcome finished();

    context with_;
    const report_request& request_;
    fetch_outcome outcome_;
    std::vector<url> links_;
    int envelopes_renewed_ = 0;
};

}  // namespace connectors
