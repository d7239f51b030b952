#pragma once
// All that differs between libpqxx 6.4 (Debian 12) and 7.x (Debian 13): how to get at the PGconn for COPY, and how to
// execute with a list of parameters known only at run time.

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

namespace sinks::postgres {

#if PQXX_VERSION_MAJOR < 7

/// Keeps the handle that libpqxx connects with, so that COPY can speak libpq inside a libpqxx transaction.
class handle_policy : public pqxx::connect_direct {
public:
    explicit handle_policy(const std::string& options) : pqxx::connect_direct(options) {}
    handle do_startconnect(handle original) override {
        raw = pqxx::connect_direct::do_startconnect(original);
        return raw;
    }
    static inline thread_local handle raw = nullptr;  ///< of the connection made last on this thread
};

/// A libpqxx connection and its PGconn.
struct connection {
    explicit connection(const std::string& options) : link{options}, raw{handle_policy::raw} {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // 6.4 reconnects behind our back unless told not to
        link.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    }
    pqxx::basic_connection_base<handle_policy> link;
    PGconn* raw;
};

using parameters = std::vector<std::optional<std::string>>;

inline pqxx::result execute(pqxx::transaction_base& tx, const std::string& sql, const parameters& values) {
    return tx.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
}

#else

struct connection {
    explicit connection(const std::string& options) : connection(PQconnectdb(options.c_str())) {}
    pqxx::connection link;
    PGconn* raw;

private:
    explicit connection(PGconn* handle) : link{pqxx::connection::seize_raw_connection(handle)}, raw{handle} {}
};

using parameters = std::vector<std::optional<std::string>>;

inline pqxx::result execute(pqxx::transaction_base& tx, const std::string& sql, const parameters& values) {
    pqxx::params list;
    for (const auto& value : values) list.append(value);
#if PQXX_VERSION_MINOR >= 10
    return tx.exec(sql, list);
#else
    return tx.exec_params(sql, list);
#endif
}

#endif

}  // namespace sinks::postgres
