#pragma once
// The SQL that brings a database from empty to what this program expects, one script per engine and step.
// The files in schema/migrations are compiled in: the binary needs nothing beside it.

#include <span>
#include <string_view>

namespace schema {

/// A step. Scripts hold several statements and run inside one transaction; a published one is never edited.
struct migration {
    int version;
    std::string_view name;
    std::string_view postgresql;
    std::string_view sqlite;
};

/// In the order of their versions, which count from 1 without gaps.
std::span<const migration> migrations();

}  // namespace schema
