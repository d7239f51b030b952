#include "pipelines/sources.hpp"

#include "connectors/github/github_source.hpp"

namespace pipelines {

source_factory::source_factory(const config::settings& settings) {
    for (const config::source_settings& source : settings.sources) {
        auto credential = std::make_shared<connectors::github_credential>(source.token);
        makers_[source.name] = [options = connectors::to_github_options(source), credential] {
            return std::make_unique<connectors::github_source>(options, credential);
        };
    }
}

std::unique_ptr<connectors::report_source> source_factory::make(const std::string& name) const {
    return makers_.at(name)();
}

}  // namespace pipelines
