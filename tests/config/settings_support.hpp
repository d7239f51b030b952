#pragma once
// Settings from texts: files in a directory of their own, an environment in a map, and messages with the files' names
// shortened, so that tests can state whole sentences.

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "config/load_settings.hpp"

namespace config::testing {

using variables = std::map<std::string, std::string>;

/// As if everything in the contract were built.
build_state all_built();

/// A directory that goes away with this object.
class scratch_files {
public:
    scratch_files();
    ~scratch_files();
    scratch_files(const scratch_files&) = delete;
    scratch_files& operator=(const scratch_files&) = delete;

    /// Writes the file and returns its path.
    std::string write(const std::string& name, const std::string& bytes, ::mode_t mode = 0600) const;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// What a test varies. Files are `FILE` (--config) and `ENV` (--env-file) in messages.
struct given {
    std::string yaml{};
    variables set{};
    flag_values flags{};
    std::string env_file{};
    needs what = needs::sources;
    build_state built = all_built();
    ::mode_t yaml_mode = 0600;
    ::mode_t env_mode = 0600;
};

loaded_settings load_given(const given& inputs);

/// `load_given` with the file alone.
loaded_settings load_yaml(const std::string& yaml, const variables& set = {});

/// A source and a database that are complete, to vary the rest of the file; 6 lines.
inline const std::string complete_yaml = R"(database: {url: "sqlite:metrics.db"}
sources:
  - type: github_copilot
    api_url: http://127.0.0.1:18080
    token: ${GITHUB_TOKEN:-test-token}
    organizations: [octo-org]
)";

/// Joined by line ends, for messages of tests.
std::string lines(const std::vector<std::string>& sentences);

/// A file and every mistake in it, word by word.
struct file_case {
    std::string yaml;
    std::vector<std::string> mistakes;
};

/// Expects those mistakes and no others, in order.
void expect_mistakes(const file_case& expected, const variables& set = {});

}  // namespace config::testing
