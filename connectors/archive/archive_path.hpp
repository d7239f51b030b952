#pragma once
// Where in the archive a slice's report lies. Pure: names to paths and back.

#include <filesystem>
#include <optional>

#include "schema/slice.hpp"

namespace connectors {

/// Ends every archived report's name; what does not end so is none of ours.
inline constexpr const char* archive_suffix = ".ndjson.zst";

/// `SOURCE/organization/octo-org/users`, relative to the archive's directory. A source's name is free text: `/`, `%`,
/// control characters and a leading dot become `%` and two hex digits, so no name leads out of the directory and no two
/// share a folder.
std::filesystem::path archive_folder(const schema::target& target);

/// `.../2026-11-18.ndjson.zst` in that folder.
std::filesystem::path archive_path(const schema::slice& slice);

/// The slice of a relative path; nullopt for a path that archive_path() would not give.
std::optional<schema::slice> parse_archive_path(const std::filesystem::path& relative);

}  // namespace connectors
