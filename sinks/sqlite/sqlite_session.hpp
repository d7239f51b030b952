#pragma once
// A SQLite file as the rest of the program sees it.

#include <memory>
#include <mutex>
#include <string>

#include "sinks/sql_session.hpp"

namespace sinks::sqlite {

/// Opens `path` (created when missing). Sessions of one process share `writer`, which each holds from begin_write or
/// enter_write to the end of its transaction: SQLite has one writer, and waiting for it should cost nothing.
/// Throws sink_error.
std::unique_ptr<sql_session> open_session(const std::string& path, std::shared_ptr<std::mutex> writer);

}  // namespace sinks::sqlite
