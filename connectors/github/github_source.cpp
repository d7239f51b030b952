#include "connectors/github/github_source.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "connectors/github/download_hosts.hpp"
#include "connectors/github/report_session.hpp"

namespace connectors {
namespace {

/// How GitHub names the daily report of a dataset, by kind of scope. A new dataset is a line here.
struct report_name {
    schema::dataset dataset;
    std::string_view of_organization;
    std::string_view of_enterprise;
};
constexpr std::array report_names{
    report_name{schema::dataset::users, "users-1-day", "users-1-day"},
};

const report_name* find_report(schema::dataset dataset) {
    const auto found = std::find_if(report_names.begin(), report_names.end(),
                                    [dataset](const report_name& name) { return name.dataset == dataset; });
    return found == report_names.end() ? nullptr : found;
}

/// A slug as one path segment: whatever is not unreserved in RFC 3986 is escaped.
std::string path_segment(std::string_view slug) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string segment;
    for (const char c : slug) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            segment += c;
        } else {
            segment += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return segment;
}

url checked_api_url(std::string text) {
    while (text.ends_with('/')) text.pop_back();
    const std::optional<url> parsed = parse_url(text);
    if (!parsed || parsed->target.find('?') != std::string::npos) {
        throw std::invalid_argument("api_url is not an http(s) URL without a query");
    }
    return *parsed;
}

}  // namespace

github_source_options to_github_options(const config::source_settings& settings) {
    github_source_options options;
    options.api_url = settings.api_url;
    options.download_hosts = settings.download_hosts;
    return options;
}

bool github_reads(schema::dataset dataset) { return find_report(dataset) != nullptr; }

github_source::github_source(github_source_options options, std::shared_ptr<github_credential> credential)
    : options_{std::move(options)},
      credential_{std::move(credential)},
      api_{checked_api_url(options_.api_url)},
      client_{options_.http} {}

github_source::~github_source() = default;

report_request github_source::make_request(const schema::scope& scope, std::string_view report,
                                           std::optional<schema::day> day) const {
    const bool enterprise = scope.kind == schema::scope_kind::enterprise;
    report_request request;
    request.where = api_;
    if (request.where.target == "/") request.where.target.clear();
    request.where.target += (enterprise ? "/enterprises/" : "/orgs/") + path_segment(scope.identifier) +
                            "/copilot/metrics/reports/" + std::string{report};
    if (day) request.where.target += "?day=" + day->text();
    request.asked = {std::string{report}, scope, day, redacted(request.where)};
    return request;
}

fetch_outcome github_source::fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) {
    const report_name* name = find_report(slice.target.dataset);
    if (name == nullptr) {
        fetch_outcome refused;
        refused.reason = reason::download_failed;
        refused.extent = failure_extent::scope_dataset;
        refused.message = "The GitHub dataset " + std::string{schema::to_string(slice.target.dataset)} +
                          " is not built yet; take it out of `datasets`";
        return refused;
    }
    const bool enterprise = slice.target.scope.kind == schema::scope_kind::enterprise;
    const report_request request =
        make_request(slice.target.scope, enterprise ? name->of_enterprise : name->of_organization, slice.day);
    report_session session{{client_, *credential_, options_, download_hosts{api_, options_.download_hosts}, limits},
                           request};
    return session.fetch(sink);
}

fetch_outcome github_source::probe(const schema::target& target, const fetch_limits& limits) {
    const report_request request = make_request(target.scope, "users-28-day/latest", std::nullopt);
    report_session session{{client_, *credential_, options_, download_hosts{api_, options_.download_hosts}, limits},
                           request};
    return session.probe();
}

}  // namespace connectors
