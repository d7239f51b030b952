#pragma once
// Looks for what must never be shown in everything that a run leaves behind: texts, every column of every table, every
// byte of every file.

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/scratch_database.hpp"

namespace test_support {

/// What must not be found. Signatures, App tokens and keys differ from run to run, so their beginnings stand for them.
class secret_search {
public:
    explicit secret_search(std::vector<std::string> secrets) : secrets_{std::move(secrets)} {}

    /// One line per finding, empty when there is none: `where`, the secret, and some of the text before it.
    std::vector<std::string> in_text(std::string_view text, const std::string& where) const;
    /// All columns of all tables, searched by the database itself, so that size does not matter.
    std::vector<std::string> in_tables(const scratch_database& database) const;
    /// All files below `directory`, their names included, but not those below one of `except`.
    std::vector<std::string> in_files(const std::filesystem::path& directory,
                                      const std::set<std::filesystem::path>& except) const;

private:
    std::vector<std::string> secrets_;
};

}  // namespace test_support
