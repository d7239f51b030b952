#include "connectors/github/download_hosts.hpp"

#include <algorithm>

#include "schema/scope.hpp"

namespace connectors {
namespace {

/// `host` is one or more whole labels before `suffix` (which begins with a dot).
bool is_below(std::string_view host, std::string_view suffix) {
    return host.size() > suffix.size() && host.ends_with(suffix) && host.front() != '.' &&
           host.find("..") == std::string_view::npos;
}

bool is_built_in(std::string_view host) {
    if (host == "copilot-reports.github.com") return true;
    constexpr std::string_view ghe_prefix = "copilot-reports.";
    if (host.starts_with(ghe_prefix)) {
        const std::string_view rest = host.substr(ghe_prefix.size());
        if (is_below(rest, ".ghe.com") && rest.find('.') == rest.size() - std::string_view{".ghe.com"}.size())
            return true;
    }
    return is_below(host, ".b01.azurefd.net") || is_below(host, ".blob.core.windows.net");
}

bool matches(const std::string& entry, const url& link) {
    if (entry.starts_with("*.")) return is_below(link.host, std::string_view{entry}.substr(1));
    return entry == link.host || entry == host_port(link);
}

}  // namespace

download_hosts::download_hosts(const url& api, std::vector<std::string> configured)
    : api_on_loopback_{is_loopback(api)}, configured_{std::move(configured)} {
    for (std::string& entry : configured_) entry = schema::lower_case(entry);
}

bool download_hosts::trusts(const url& link) const {
    if (api_on_loopback_ && is_loopback(link)) return true;
    if (!link.secure()) return false;
    return is_built_in(link.host) || std::any_of(configured_.begin(), configured_.end(),
                                                 [&](const std::string& entry) { return matches(entry, link); });
}

}  // namespace connectors
