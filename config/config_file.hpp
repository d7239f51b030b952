#pragma once
// The YAML file of `--config`: its keys and their shapes. What the values mean is decided elsewhere, together with
// those from variables and flags.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/expand.hpp"
#include "config/source_draft.hpp"

namespace config {

/// What a file says. Every scalar is expanded; one whose variable is not set carries its mistake until somebody uses
/// it.
struct config_file {
    bool complete = false;                        ///< false: not read to its end, so nothing is known to be missing
    std::map<std::string, written_value> values;  ///< by dotted key, e.g. `sync.concurrency`; no sources
    std::set<std::string> misshapen;              ///< dotted keys whose value was a list or mapping
    bool defines_sources = false;                 ///< well or badly
    std::vector<source_draft> sources;
    std::set<std::string> variables;  ///< named in `${...}`
    bool holds_secrets = false;       ///< a token, key or password stands in the file itself
};

/// Checks syntax, keys, shapes and repeated keys. Mistakes begin with `file:LINE: ` (syntax: `file:LINE:COLUMN: `).
config_file parse_config_file(const std::string& file, std::string_view text, const variable_lookup& variable,
                              findings& found);

/// The same for a file on disk; warns where others can read a file with secrets in it. At most 1 MiB.
config_file load_config_file(const std::string& path, const variable_lookup& variable, findings& found);

}  // namespace config
