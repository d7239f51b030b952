#pragma once
// What is used up of a vendor's limit of calls, for processes that come one after the other (`vendor_limits`).

#include <string>

#include "schema/timestamp.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// `full_at`: when the whole burst is free again. `in_use`: a process has the source now, or died while it had it, and
/// then `full_at` says nothing.
struct vendor_limit {
    schema::time_point full_at{};
    bool in_use = false;
};

/// All functions work inside the caller's transaction. A source without a row has its whole limit.
vendor_limit read_vendor_limit(sql_session& session, const std::string& source);
void write_vendor_limit(sql_session& session, const std::string& source, const vendor_limit& limit);

}  // namespace sinks
