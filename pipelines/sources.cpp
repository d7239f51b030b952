#include "pipelines/sources.hpp"

#include "connectors/github/app_token.hpp"
#include "connectors/github/github_source.hpp"

namespace pipelines {

namespace {

std::shared_ptr<connectors::github_credential> make_credential(const config::source_settings& source) {
    if (!source.app) return std::make_shared<connectors::github_credential>(source.token);
    connectors::github_app_settings app;
    app.app_id = source.app->id;
    app.private_key = source.app->private_key;
    if (source.app->installation_id) app.installation_id = std::to_string(*source.app->installation_id);
    return connectors::make_app_credential(std::move(app));
}

connectors::http_options make_http_options(const config::network_settings& network) {
    connectors::http_options options;
    options.trust.ca_file = network.ssl_cert_file;
    options.proxy.no_proxy = connectors::parse_no_proxy(network.no_proxy);
    if (network.https_proxy.empty()) return options;
    auto proxy = connectors::parse_proxy(network.https_proxy.expose());
    if (!proxy.value) throw source_error("HTTPS_PROXY cannot be used: " + proxy.error);
    options.proxy.proxy = std::move(proxy.value);
    return options;
}

}  // namespace

source_factory::source_factory(const config::settings& settings) {
    for (const config::source_settings& source : settings.sources) {
        auto options = connectors::to_github_options(source);
        options.http = make_http_options(settings.network);
        makers_[source.name] = [options, credential = make_credential(source)] {
            return std::make_unique<connectors::github_source>(options, credential);
        };
    }
}

std::unique_ptr<connectors::report_source> source_factory::make(const std::string& name) const {
    return makers_.at(name)();
}

}  // namespace pipelines
