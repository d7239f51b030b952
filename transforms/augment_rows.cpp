#include "transforms/augment_rows.hpp"

#include <algorithm>

#include "transforms/record_framer.hpp"

namespace transforms {

void augment_parts::split(std::string_view extra) {
    text_.assign(extra);
    text_.append(record_padding_bytes, '\0');
    members_.clear();
    if (!extra.empty()) split_members(std::string_view{text_}.substr(0, extra.size()), members_);
}

std::string_view augment_parts::member(std::string_view name) const {
    for (const json_member& one : members_)
        if (one.key == name) return one.value;
    return {};
}

augment_counts to_counts(const field_values& values) {
    augment_counts counts;
    std::copy_n(values.counters.begin(), counts.size(), counts.begin());
    return counts;
}

}  // namespace transforms
