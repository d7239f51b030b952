#include "transforms/augment_mapping.hpp"

namespace transforms {

namespace {

bool add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& more) {
    if (!more) return true;
    std::int64_t total = 0;
    if (__builtin_add_overflow(sum.value_or(0), *more, &total)) return false;
    sum = total;
    return true;
}

}  // namespace

bool add_counts(augment_counts& sum, const augment_counts& more) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        if (!add(sum[i], more[i])) return false;
    return true;
}

bool add_up(augment_set set, const augment_counts& counts, std::optional<std::int64_t>& sum) {
    sum.reset();
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (set.contains(i) && !add(sum, counts[i])) return false;
    return true;
}

bool to_activity(std::string_view feature, const augment_counts& counts, schema::activity& into) {
    into = {};
    for (const augment_mapping& one : augment_map::measures)
        if (one.feature == feature && !add_up(one.from, counts, into.values[one.measure])) return false;
    return true;
}

}  // namespace transforms
