#include "config/environment.hpp"

#include <algorithm>

#include "config/values.hpp"

namespace config {

namespace {

const std::vector<std::string> github_variables{"GITHUB_TOKEN", "GITHUB_TOKEN_FILE", "GITHUB_ORG", "GITHUB_ENTERPRISE"};
/// Where GitHub is, not that it is wanted: GitHub Actions sets it for every job.
const std::string github_api_variable = "GITHUB_API_URL";
const std::vector<std::string> app_variables{"GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_PRIVATE_KEY_FILE",
                                             "GITHUB_APP_INSTALLATION_ID"};
const std::vector<std::string> augment_variables{"AUGMENT_API_TOKEN", "AUGMENT_API_URL", "AUGMENT_ORG"};

std::vector<written_value> pieces(const maybe_written& list) {
    std::vector<written_value> values;
    if (!list) return values;
    for (std::string& piece : split_list(list->text))
        values.push_back({list->where, list->name, piece, shown_text(piece), ""});
    return values;
}

std::optional<app_draft> app_from(const written_lookup& variable) {
    if (std::none_of(app_variables.begin(), app_variables.end(),
                     [&](const auto& name) { return variable(name).has_value(); }))
        return std::nullopt;
    app_draft app;
    app.id = variable("GITHUB_APP_ID");
    app.private_key = variable("GITHUB_APP_PRIVATE_KEY");
    app.private_key_file = variable("GITHUB_APP_PRIVATE_KEY_FILE");
    app.installation_id = variable("GITHUB_APP_INSTALLATION_ID");
    app.no_id = "GITHUB_APP_ID is not set: a GitHub App needs it beside its key";
    app.no_key =
        "GITHUB_APP_PRIVATE_KEY is not set: a GitHub App needs it (or GITHUB_APP_PRIVATE_KEY_FILE, the path of "
        "a file that holds it)";
    return app;
}

source_draft github_from(const written_lookup& variable) {
    source_draft draft;
    draft.repeats_are_mistakes = false;
    draft.api_url = variable(github_api_variable);
    draft.token = variable("GITHUB_TOKEN");
    draft.token_file = variable("GITHUB_TOKEN_FILE");
    draft.app = app_from(variable);
    draft.app_label = "GITHUB_APP_ID";
    draft.enterprises = pieces(variable("GITHUB_ENTERPRISE"));
    draft.organizations = pieces(variable("GITHUB_ORG"));
    draft.names_scopes = !draft.enterprises.empty() || !draft.organizations.empty();
    draft.no_token =
        "GITHUB_TOKEN is not set: it is required (or GITHUB_TOKEN_FILE, the path of a file that holds it, or "
        "GITHUB_APP_ID and the key of a GitHub App)";
    draft.no_scope = "neither GITHUB_ORG nor GITHUB_ENTERPRISE is set: name at least one, several separated by commas";
    return draft;
}

source_draft augment_from(const written_lookup& variable) {
    source_draft draft;
    draft.type = source_type::augment;
    draft.api_url = variable("AUGMENT_API_URL");
    draft.token = variable("AUGMENT_API_TOKEN");
    draft.organization = variable("AUGMENT_ORG");
    draft.no_token = "AUGMENT_API_TOKEN is not set: it is required beside the other variables of Augment";
    draft.no_scope = "AUGMENT_ORG is not set: give the label under which Augment's data are stored";
    return draft;
}

}  // namespace

const std::vector<std::string>& source_variables() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names = github_variables;
        names.push_back(github_api_variable);
        names.insert(names.end(), app_variables.begin(), app_variables.end());
        names.insert(names.end(), augment_variables.begin(), augment_variables.end());
        return names;
    }();
    return all;
}

std::vector<source_draft> sources_from_variables(const written_lookup& variable) {
    const auto any = [&variable](const std::vector<std::string>& names) {
        return std::any_of(names.begin(), names.end(), [&](const auto& name) { return variable(name).has_value(); });
    };
    std::vector<source_draft> drafts;
    const bool augment = any(augment_variables);
    if (!augment || any(github_variables) || any(app_variables)) drafts.push_back(github_from(variable));
    if (augment) drafts.push_back(augment_from(variable));
    return drafts;
}

}  // namespace config
