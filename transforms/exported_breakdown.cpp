#include "transforms/exported_breakdown.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "transforms/json_text.hpp"

namespace transforms {

namespace {

struct named_dimension {
    std::string_view name;
    std::string_view breakdown_key::*value;
};

constexpr std::array<named_dimension, 4> dimensions{
    named_dimension{"ide", &breakdown_key::ide}, named_dimension{"feature", &breakdown_key::feature},
    named_dimension{"language", &breakdown_key::language}, named_dimension{"model", &breakdown_key::model}};

const named_dimension* find_dimension(std::string_view name) {
    const auto found = std::find_if(dimensions.begin(), dimensions.end(),
                                    [name](const named_dimension& one) { return one.name == name; });
    return found == dimensions.end() ? nullptr : &*found;
}

/// The dimensions in the order in which `language_feature` names them; all four where it names anything else.
std::vector<const named_dimension*> dimensions_of(std::string_view breakdown) {
    std::vector<const named_dimension*> named;
    for (std::size_t from = 0; from <= breakdown.size();) {
        const std::size_t end = std::min(breakdown.find('_', from), breakdown.size());
        const named_dimension* const one = find_dimension(breakdown.substr(from, end - from));
        if (one == nullptr) {
            named.clear();
            for (const named_dimension& each : dimensions) named.push_back(&each);
            return named;
        }
        named.push_back(one);
        from = end + 1;
    }
    return named;
}

}  // namespace

json_members breakdown_arrays::begin(const breakdown_key& key) {
    if (open_ && breakdown_ == key.breakdown) {
        out_.push_back(',');
    } else {
        finish();
        open_ = true;
        breakdown_ = key.breakdown;
        std::string name;
        append_json_string(name, "totals_by_" + breakdown_);
        record_.begin(std::string_view(name).substr(1, name.size() - 2)).push_back('[');
    }
    json_members entry{out_};
    for (const named_dimension* dimension : dimensions_of(key.breakdown))
        entry.text(dimension->name, key.*(dimension->value));
    return entry;
}

void breakdown_arrays::finish() {
    if (open_) out_.push_back(']');
    open_ = false;
}

}  // namespace transforms
