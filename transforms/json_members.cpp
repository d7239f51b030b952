#include "transforms/json_members.hpp"

#include "transforms/canonical_json.hpp"
#include "transforms/json_text.hpp"

namespace transforms {

std::string& json_members::begin(std::string_view name) {
    if (!first_) out_.push_back(',');
    first_ = false;
    return out_.append("\"").append(name).append("\":");
}

void json_members::text(std::string_view name, const std::optional<std::string_view>& value) {
    begin(name);
    if (value)
        append_json_string(out_, *value);
    else
        out_.append("null");
}

void json_members::integer(std::string_view name, const std::optional<std::int64_t>& value) {
    begin(name).append(value ? std::to_string(*value) : "null");
}

void json_members::boolean(std::string_view name, const std::optional<bool>& value) {
    begin(name).append(!value ? "null" : *value ? "true" : "false");
}

void json_members::decimal(std::string_view name, const std::optional<std::string_view>& value) {
    begin(name);
    if (!value || !append_canonical_number(out_, *value)) out_.append("null");
}

bool json_members::object(std::string_view name, std::string_view value) {
    begin(name);
    value = trim_json_blanks(value);
    if (!value.empty()) return value.front() == '{' && append_canonical_json(out_, value);
    out_.append("null");
    return true;
}

}  // namespace transforms
