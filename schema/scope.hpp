#pragma once
// What a report is about: an enterprise or an organization. One slug may name both, so the kind is part of every key.

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

enum class scope_kind { enterprise, organization };

/// `enterprise` or `organization`, as stored in the column `scope`.
std::string_view to_string(scope_kind kind);
std::optional<scope_kind> parse_scope_kind(std::string_view text);

/// A scope with its slug in lower case (GitHub's slugs are case-insensitive). Ordered, so it can key a map.
struct scope {
    scope_kind kind = scope_kind::organization;
    std::string identifier;

    auto operator<=>(const scope&) const = default;

    /// `organization/octo-org`: how it is written in logs and on the command line.
    std::string text() const;
};

/// ASCII lower case, the form in which slugs are stored and compared.
std::string lower_case(std::string_view text);

}  // namespace schema
