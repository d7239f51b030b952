#pragma once
// Small files that people write: the configuration, variables, secrets. All are read whole and bounded.

#include <cstddef>
#include <string>

#include "config/findings.hpp"

namespace config {

struct text_file {
    std::string text;
    std::string mistake;           ///< empty, or the end of a sentence: "cannot be read: Permission denied"
    bool others_can_read = false;  ///< a regular file with rights for others, or of our own with rights for its group
};

/// Reads at most `bytes_max`; a larger file is a mistake. Blocks on what is no regular file until its end.
text_file read_text_file(const std::string& path, std::size_t bytes_max);

/// The secret in the file that `path` names, without blanks and line ends around it; warns where others can read the
/// file. Empty after a mistake. A relative path is relative to the current directory.
std::string read_secret_file(const written_value& path, findings& found);

}  // namespace config
