#pragma once
// `metric_provenance`, what the numbers of each source are, for whoever compares sources; `source_vendors`, whose they are.

#include <span>
#include <string>

#include "sinks/sql_session.hpp"

namespace sinks {

/// One column of one table, for one source.
struct metric_provenance {
    std::string table;
    std::string column;
    std::string provenance;  ///< `measured`, `derived` or `not_available`
    std::string origin;      ///< the vendor's fields in words, or why there is none

    bool operator==(const metric_provenance&) const = default;
};

/// Puts these rows in the place of the source's; writes nothing where they stand already. `rows` is sorted by table and
/// column. Works inside the caller's write transaction.
void write_provenance(sql_session& session, const std::string& source, std::span<const metric_provenance> rows);

/// Writes whose source it is, and for how many years back that vendor answers; nothing where it stands already. Works
/// inside the caller's write transaction.
void write_vendor(sql_session& session, const std::string& source, std::string_view vendor, int history_years);

}  // namespace sinks
