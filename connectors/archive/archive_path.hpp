#pragma once
// Where in the archive a slice's report lies. Pure: names to paths and back.

#include <filesystem>
#include <optional>

#include "schema/slice.hpp"

namespace connectors {

/// Ends every archived report's name; what does not end so is none of ours.
inline constexpr const char* archive_suffix = ".ndjson.zst";

/// `SOURCE/organization/octo-org/users`, relative to the archive's directory. A source's name is free text: `/`, `%`,
/// control characters, a leading dot and the first letter of `lost+found` become `%` and two hex digits, so no name leads out of the directory and no two
/// share a folder.
std::filesystem::path archive_folder(const schema::target& target);

/// Whether the path, relative to the archive's directory, is a folder of the file system's own that nobody but root may
/// look into: `lost+found` of ext4, where the archive is a mount point.
bool is_foreign_folder(const std::filesystem::path& relative);

/// `.../2026-11-18.ndjson.zst` in that folder.
std::filesystem::path archive_path(const schema::slice& slice);

/// The slice of a relative path; nullopt for a path that archive_path() would not give.
std::optional<schema::slice> parse_archive_path(const std::filesystem::path& relative);

}  // namespace connectors
