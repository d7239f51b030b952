#include "schema/scope.hpp"

namespace schema {

std::string_view to_string(scope_kind kind) {
    return kind == scope_kind::enterprise ? "enterprise" : "organization";
}

std::optional<scope_kind> parse_scope_kind(std::string_view text) {
    if (text == "enterprise") return scope_kind::enterprise;
    if (text == "organization") return scope_kind::organization;
    return std::nullopt;
}

std::string scope::text() const { return std::string(to_string(kind)) + "/" + identifier; }

std::string lower_case(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lowered;
}

}  // namespace schema
