#include "connectors/github/github_source.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "connectors/github/api_path.hpp"
#include "connectors/github/download_hosts.hpp"
#include "connectors/github/report_session.hpp"
#include "connectors/github/seats_page.hpp"
#include "connectors/github/seats_session.hpp"

namespace connectors {
namespace {

/// How GitHub names the report of a dataset, by kind of scope, and the report that tells whether the scope is there.
/// `REPORT/latest` has no day in its question.
struct report_name {
    schema::dataset dataset;
    std::string_view of_organization;
    std::string_view of_enterprise;
    std::string_view probe_organization;
    std::string_view probe_enterprise;
};
constexpr std::string_view users_28 = "users-28-day/latest";
constexpr std::string_view organization_28 = "organization-28-day/latest";
constexpr std::string_view enterprise_28 = "enterprise-28-day/latest";
constexpr std::array report_names{
    report_name{schema::dataset::totals, "organization-1-day", "enterprise-1-day", organization_28, enterprise_28},
    report_name{schema::dataset::users, "users-1-day", "users-1-day", users_28, users_28},
    report_name{schema::dataset::user_teams, "user-teams-1-day", "user-teams-1-day", users_28, users_28},
    report_name{schema::dataset::repos, "repos-1-day", "repos-1-day", organization_28, enterprise_28},
    report_name{schema::dataset::engagement, organization_28, enterprise_28, organization_28, enterprise_28},
};
constexpr std::string_view seats_list = "seats";

const report_name* find_report(schema::dataset dataset) {
    const auto found = std::find_if(report_names.begin(), report_names.end(),
                                    [dataset](const report_name& name) { return name.dataset == dataset; });
    return found == report_names.end() ? nullptr : found;
}

fetch_outcome not_built(schema::dataset dataset) {
    fetch_outcome refused;
    refused.reason = reason::download_failed;
    refused.extent = failure_extent::scope_dataset;
    refused.message =
        "GitHub has no dataset " + std::string{schema::to_string(dataset)} + "; take it out of `datasets`";
    return refused;
}

}  // namespace

github_source_options to_github_options(const config::source_settings& settings) {
    github_source_options options;
    options.api_url = settings.api_url;
    options.download_hosts = settings.download_hosts;
    return options;
}

bool github_reads(schema::dataset dataset) {
    return dataset == schema::dataset::seats || find_report(dataset) != nullptr;
}

github_source::github_source(github_source_options options, std::shared_ptr<github_credential> credential)
    : options_{std::move(options)},
      credential_{std::move(credential)},
      api_{checked_api_url(options_.api_url)},
      client_{options_.http} {}

github_source::~github_source() = default;

report_request github_source::make_request(const schema::scope& scope, std::string_view report,
                                           std::optional<schema::day> day) const {
    const bool seats = report == seats_list;
    report_request request;
    request.where = api_url(
        api_, scope_path(scope) + (seats ? "/copilot/billing/" : "/copilot/metrics/reports/") + std::string{report});
    if (day) request.where.target += "?day=" + day->text();
    if (seats) request.where.target += "?per_page=" + std::to_string(seats_a_page);
    request.asked = {std::string{report}, scope, day, redacted(request.where),
                     seats ? question_form::seats : question_form::envelope};
    return request;
}

fetch_outcome github_source::fetch(const schema::slice& slice, body_sink& sink, const fetch_limits& limits) {
    const schema::scope& scope = slice.target.scope;
    const api_context with{client_, *credential_, api_, options_, limits};
    if (slice.target.dataset == schema::dataset::seats) {
        return seats_session{with, make_request(scope, seats_list, std::nullopt)}.fetch(sink);
    }
    const report_name* name = find_report(slice.target.dataset);
    if (name == nullptr) return not_built(slice.target.dataset);
    const bool enterprise = scope.kind == schema::scope_kind::enterprise;
    const std::string_view report = enterprise ? name->of_enterprise : name->of_organization;
    std::optional<schema::day> day = slice.day;
    if (report.ends_with("/latest")) day.reset();
    const report_request request = make_request(scope, report, day);
    return report_session{with, download_hosts{api_, options_.download_hosts}, request}.fetch(sink);
}

fetch_outcome github_source::probe(const schema::target& target, const fetch_limits& limits) {
    std::string_view report = seats_list;
    if (target.dataset != schema::dataset::seats) {
        const report_name* name = find_report(target.dataset);
        if (name == nullptr) return not_built(target.dataset);
        const bool enterprise = target.scope.kind == schema::scope_kind::enterprise;
        report = enterprise ? name->probe_enterprise : name->probe_organization;
    }
    const api_context with{client_, *credential_, api_, options_, limits};
    const report_request request = make_request(target.scope, report, std::nullopt);
    return report_session{with, download_hosts{api_, options_.download_hosts}, request}.probe();
}

}  // namespace connectors
