#pragma once
// From a configured source to the connector that serves it.

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "config/settings.hpp"
#include "connectors/report_source.hpp"

namespace pipelines {

/// A setting that no source can be made with: exit 2.
struct source_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Makes connectors for workers: each its own, all of one source on one credential. Thread-safe after construction.
class source_factory {
public:
    /// Throws source_error for a proxy that cannot be used.
    explicit source_factory(const config::settings& settings);

    /// A connector of its own for the calling worker; `name` must be configured.
    std::unique_ptr<connectors::report_source> make(const std::string& name) const;

private:
    std::map<std::string, std::function<std::unique_ptr<connectors::report_source>()>> makers_;
};

}  // namespace pipelines
