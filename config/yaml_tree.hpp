#pragma once
// YAML text as a small tree that knows its lines. Only the part of YAML that a configuration needs: anchors, aliases,
// merge keys, tags and further documents are refused, so a small file cannot unfold into a large one.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"

namespace config {

enum class yaml_kind { null, scalar, list, mapping, refused };

/// `refused` stands for what was already complained about: whoever reads it takes it as not given.
struct yaml_node {
    yaml_kind kind = yaml_kind::null;
    int line = 0;                     ///< of the key where there is one, from 1; a null in a list: of what follows
    std::string key;                  ///< in a mapping
    std::string text;                 ///< of a scalar, not yet expanded
    std::vector<yaml_node> children;  ///< of a list or mapping, in the order of the file; keys may repeat
};

inline constexpr std::size_t yaml_bytes_max = 1024 * 1024;  // a thousand organizations fill a hundredth of it
inline constexpr std::size_t yaml_depth_max = 16;           // the deepest key there is has depth 4
inline constexpr std::size_t yaml_nodes_max = 100'000;      // bounds memory where every byte is a node

/// The one document in `text`; nullopt where it cannot be read to its end. Each mistake begins with `file:LINE:COLUMN:
/// ` and repeats nothing of the text but single characters. An empty text is a mistake.
std::optional<yaml_node> parse_yaml(const std::string& file, std::string_view text, findings& found);

}  // namespace config
