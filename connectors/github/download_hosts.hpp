#pragma once
// Which hosts signed URLs may lead to. An envelope is only as honest as who sends it: without this list it could make
// us read any address that this machine can reach. Source: GitHub, "Copilot allowlist reference" and changelogs of
// 2026-02-26 and 2026-05-20, read 2026-11-21.

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/url.hpp"

namespace connectors {

/// GitHub's own report hosts, whatever is configured, and loopback when the API itself is on loopback.
class download_hosts {
public:
    /// `configured` entries are `host`, `host:port` or `*.domain`, in any case.
    download_hosts(const url& api, std::vector<std::string> configured);

    /// https to a known host; http only from loopback API to loopback.
    bool trusts(const url& link) const;

private:
    bool api_on_loopback_;
    std::vector<std::string> configured_;
};

}  // namespace connectors
