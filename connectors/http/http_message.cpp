#include "connectors/http/http_message.hpp"

#include "schema/scope.hpp"

namespace connectors {

std::optional<std::string_view> http_headers::find(std::string_view name) const {
    const std::string wanted = schema::lower_case(name);
    for (const http_header& field : fields_) {
        if (schema::lower_case(field.name) != wanted) continue;
        std::string_view value = field.value;
        const std::size_t first = value.find_first_not_of(" \t");
        if (first == std::string_view::npos) return std::string_view{};
        return value.substr(first, value.find_last_not_of(" \t") - first + 1);
    }
    return std::nullopt;
}

}  // namespace connectors
