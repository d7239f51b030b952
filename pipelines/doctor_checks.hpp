#pragma once
// The checks of doctor that look at something: the database, the spool directory, the sources.

#include <functional>
#include <optional>
#include <vector>

#include "config/settings.hpp"
#include "pipelines/doctor_advice.hpp"
#include "pipelines/sources.hpp"
#include "sinks/database.hpp"

namespace pipelines {

/// Called with each finding as it is made: some checks take their time.
using finding_taker = std::function<void(const finding&)>;

/// Reachable, version, schema, rights, clock, in this order; the first that fails ends them where the rest depends on
/// it. Rights and role go by whether a run may also alter tables. Leaves nothing behind: what it writes to try its rights
/// is rolled back. Does not create a SQLite file. True: the tables are current and can be written.
bool check_database(sinks::database& database, bool auto_migrate, const finding_taker& take);

/// Writes to a spool file that vanishes by itself.
void check_spool(const std::string& directory, const finding_taker& take);

/// Whether the archive can be written: the directory, or the one above it that is there. Makes nothing.
void check_archive_directory(const std::string& directory, const finding_taker& take);

/// Asks every source for every scope and dataset. What ends a source is told once. `make` gives its connector, nullptr
/// while another process has the source.
void check_sources(const config::settings& settings,
                   const std::function<std::unique_ptr<connectors::report_source>(const std::string& source)>& make,
                   const finding_taker& take);

}  // namespace pipelines
