#pragma once
// A source as somebody wrote it, in the file or in variables, and the one set of rules for both.

#include <optional>
#include <string>
#include <vector>

#include "config/checks.hpp"
#include "config/not_built.hpp"
#include "config/settings.hpp"

namespace config {

struct app_draft {
    maybe_written id;
    maybe_written private_key;
    maybe_written private_key_file;
    maybe_written installation_id;
    std::string no_id;   ///< what to say where there is no id, a whole sentence or nothing
    std::string no_key;  ///< likewise
};

/// A key that was written badly is given, without values: nobody is told that it is missing.
struct source_draft {
    source_type type = source_type::github_copilot;
    maybe_written name;
    maybe_written api_url;
    maybe_written token;
    maybe_written token_file;
    std::optional<app_draft> app;
    std::string app_label;  ///< how the app is called beside `token` and `token_file`
    std::vector<written_value> organizations;
    std::vector<written_value> enterprises;
    bool names_scopes = false;
    bool repeats_are_mistakes = true;  ///< a scope twice: a mistake in the file, nothing in a variable
    maybe_written organization;
    std::vector<written_value> datasets;
    bool names_datasets = false;
    std::vector<written_value> download_hosts;
    std::string where;     ///< `settings.yaml:4: `, or nothing
    std::string no_token;  ///< what to say where there is no credential, a whole sentence or nothing
    std::string no_scope;  ///< likewise
};

/// What a draft is built for.
struct source_purpose {
    bool credentials = true;  ///< false: the command does without the vendor; nothing secret is looked at or missed
    build_state built;
};

/// The settings of one source: complete where no mistake was added.
source_settings build_source(const source_draft& draft, const source_purpose& purpose, findings& found);

}  // namespace config
