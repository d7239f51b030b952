#include "connectors/github/permissions.hpp"

namespace connectors {

std::string_view needed_for_reports(schema::scope_kind kind) {
    if (kind == schema::scope_kind::enterprise) {
        return "a classic token needs the scope manage_billing:copilot or read:enterprise, a GitHub App (installed on "
               "the enterprise) the permission \"Enterprise Copilot metrics\" (read), a fine-grained token cannot read "
               "enterprises; a person must be enterprise owner, billing manager or have a role with \"View Enterprise "
               "Copilot Metrics\"";
    }
    return "a classic token needs the scope read:org, a fine-grained token or a GitHub App the permission "
           "\"Organization Copilot metrics\" (read); a person must be organization owner or have a role with \"View "
           "Organization Copilot Metrics\"";
}

std::string_view needed_for_seats(schema::scope_kind kind) {
    if (kind == schema::scope_kind::enterprise) {
        return "a classic token needs the scope manage_billing:copilot or read:enterprise and an enterprise owner "
               "behind "
               "it; GitHub documents that fine-grained tokens and GitHub Apps cannot read the seats of an enterprise";
    }
    return "a classic token needs the scope manage_billing:copilot or read:org, a fine-grained token or a GitHub App "
           "the permission \"GitHub Copilot Business\" (read) or \"Administration\" (read); a person must be "
           "organization owner";
}

}  // namespace connectors
