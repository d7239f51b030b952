#pragma once
// From a configured source to the connector that serves it.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <string>

#include "config/settings.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/pace.hpp"
#include "connectors/report_source.hpp"

namespace connectors {
struct augment_account;
}

namespace pipelines {

struct planned_slice;

/// A setting that no source can be made with: exit 2.
struct source_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The way out, as the environment says. Throws source_error for a proxy that cannot be used.
connectors::http_options make_http_options(const config::network_settings& network);

/// Makes connectors for workers: each its own, all of one source on one credential. Thread-safe after construction.
class source_factory {
public:
    /// Throws source_error for a proxy that cannot be used. `clock` paces the calls of sources with a limit, and must
    /// outlive them.
    explicit source_factory(const config::settings& settings,
                            connectors::pace_clock& clock = connectors::system_pace_clock());

    /// A connector of its own for the calling worker; `name` must be configured.
    std::unique_ptr<connectors::report_source> make(const std::string& name) const;

    /// What spaces the calls to the source, where its vendor has a limit that holds for all processes together; nullptr
    /// where it has none.
    connectors::pacer* pace_of(const std::string& name) const;
    /// The sources that have one.
    std::set<std::string> paced() const;

    /// What is going to be read: sources that can read ranges choose theirs by it. Before any worker starts.
    void expect(std::span<const planned_slice> due) const;

private:
    std::map<std::string, std::shared_ptr<connectors::augment_account>> accounts_;
    std::map<std::string, std::function<std::unique_ptr<connectors::report_source>()>> makers_;
};

}  // namespace pipelines
