#pragma once
// A database by its URL: opens sessions, and keeps a second run out of a SQLite file.

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "config/secret.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// Held for the life of a run that writes. PostgreSQL needs none: its claims live in the database.
class run_lock {
public:
    virtual ~run_lock() = default;
};

/// Where sessions come from. Thread-safe: each worker opens its own session.
class database {
public:
    virtual ~database() = default;
    virtual sinks::engine engine() const = 0;
    /// For messages: host, port and database name, or the file; no password.
    virtual std::string description() const = 0;
    /// Connects. Throws sink_error: retryable when unreachable, configuration when the URL cannot be right.
    virtual std::unique_ptr<sql_session> open() = 0;
    /// The same for a program that is about to end: it does not wait longer than two seconds for a server.
    virtual std::unique_ptr<sql_session> open_briefly() = 0;
    /// False when there is nothing to read yet: a SQLite file that does not exist. PostgreSQL is always there to ask.
    virtual bool exists() const = 0;
    /// Waits until no other run holds the database (SQLite: FILE.lock, one run per file), calling `waiting` once when it
    /// has to. nullptr when `give_up` became true meanwhile.
    virtual std::unique_ptr<run_lock> lock_for_run(const std::function<void(const std::string&)>& waiting,
                                                   const std::function<bool()>& give_up) = 0;
};

/// `postgresql://...`, `postgres://...` or `sqlite:PATH`. Throws sink_error (configuration) for anything else.
std::unique_ptr<database> make_database(const config::secret& url);

}  // namespace sinks
