#pragma once
// Reads Augment's rows out of the records in which they came. For the decoders' .cpp files only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transforms/augment_mapping.hpp"
#include "transforms/json_text.hpp"
#include "transforms/tree_decoder.hpp"

namespace transforms {

/// The arrays or objects of a record, apart. The views live until the next call of split().
class augment_parts {
public:
    /// Takes the members that the envelope left in its `extra`.
    void split(std::string_view extra);

    /// The member's text with record_padding_bytes readable behind it; empty where there is none.
    std::string_view member(std::string_view name) const;

private:
    std::string text_;
    std::vector<json_member> members_;
};

/// The sixteen counters of a row that was decoded.
augment_counts to_counts(const field_values& values);

}  // namespace transforms
