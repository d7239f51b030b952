#pragma once
// What a credential needs to read something, in words, for every kind of credential. Source: GitHub, "REST API
// endpoints for Copilot usage metrics" and "... for Copilot user management", read 2026-11-21.

#include <string_view>

#include "schema/scope.hpp"

namespace connectors {

/// The scopes and permissions by kind of credential, and the role of the person behind it; half a sentence.
std::string_view needed_for_reports(schema::scope_kind kind);
std::string_view needed_for_seats(schema::scope_kind kind);

}  // namespace connectors
