#include "pipelines/sources.hpp"

#include "connectors/augment/augment_source.hpp"
#include "connectors/github/app_token.hpp"
#include "connectors/github/github_source.hpp"
#include "pipelines/plan.hpp"

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

}  // namespace

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

source_factory::source_factory(const config::settings& settings, connectors::pace_clock& clock) {
    for (const config::source_settings& source : settings.sources) {
        if (source.type == config::source_type::augment) {
            auto options = connectors::to_augment_options(source);
            options.http = make_http_options(settings.network);
            const auto account = std::make_shared<connectors::augment_account>(source.token, clock);
            accounts_[source.name] = account;
            makers_[source.name] = [options, account] {
                return std::make_unique<connectors::augment_source>(options, account);
            };
            continue;
        }
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

connectors::pacer* source_factory::pace_of(const std::string& name) const {
    const auto account = accounts_.find(name);
    return account == accounts_.end() ? nullptr : &account->second->pace;
}

std::set<std::string> source_factory::paced() const {
    std::set<std::string> names;
    for (const auto& [name, account] : accounts_) names.insert(name);
    return names;
}

void source_factory::expect(std::span<const planned_slice> due) const {
    std::map<std::string, std::vector<schema::day>> days;
    for (const planned_slice& work : due) days[work.slice.target.source].push_back(work.slice.day);
    for (const auto& [name, account] : accounts_) account->windows.expect(std::move(days[name]));
}

}  // namespace pipelines
