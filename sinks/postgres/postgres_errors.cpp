#include "sinks/postgres/postgres_errors.hpp"

namespace sinks::postgres {

namespace {

/// The server's own words without trailing newlines, on one line.
std::string one_line(std::string_view message) {
    std::string line;
    for (const char c : message) {
        if (c == '\n' || c == '\r' || c == '\t') {
            if (!line.empty() && line.back() != ' ') line += ' ';
        } else {
            line += c;
        }
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

struct advice {
    std::string_view state;  ///< an SQLSTATE or the class it begins with
    std::string_view next;
    bool retryable;
};

// Longest match first within a class.
constexpr advice advices[] = {
    {"40", "the transaction is run again", true},
    {"55P03", "something else locks our tables: it is tried again", true},
    {"57014", "statement_timeout of this role ends loads: raise it with ALTER ROLE ... SET statement_timeout", false},
    {"57P", "the server is restarting or ended our connection: it is tried again", true},
    {"53100", "the disk of the database is full: make room, then run again", false},
    {"53300", "too many connections: raise max_connections or lower --concurrency", true},
    {"53", "the server is out of resources", true},
    {"08", "the connection was lost: it is tried again", true},
    {"25006", "the server is read-only: connect to the primary", false},
    {"28", "check user name and password of DATABASE_URL", false},
    {"3D000", "create the database first (createdb)", false},
    {"42501", "grant the missing right, as the owner of the tables", false},
    {"42P01", "run `copilot-metrics-sync migrate` first", false},
    {"42703", "run `copilot-metrics-sync migrate` first", false},
};

}  // namespace

sink_error make_error(std::string_view sqlstate, std::string_view message, const std::string& description) {
    std::string text = "PostgreSQL at " + description + ": " + one_line(message);
    // libpq's words where sslmode asks for a certificate that it can check, and there is nothing to check it against.
    const bool no_roots = sqlstate.empty() && message.find("root certificate") != message.npos;
    if (no_roots)
        text += " (sslmode=verify-full and verify-ca need to know whom to trust: add "
                "sslrootcert=/etc/ssl/certs/ca-certificates.crt to DATABASE_URL, or the file of your own CA)";
    bool retryable = sqlstate.empty() && !no_roots;  // the connection broke before the server could say anything
    for (const advice& known : advices) {
        if (!sqlstate.starts_with(known.state)) continue;
        text += " (" + std::string(known.next) + ")";
        retryable = known.retryable;
        break;
    }
    sink_error error{text};
    error.retryable = retryable;
    error.configuration = sqlstate == "3D000" || no_roots;  // no such database, no such file: nothing to wait for
    error.data = sqlstate.starts_with("22") || sqlstate.starts_with("23") || sqlstate.starts_with("54");
    return error;
}

}  // namespace sinks::postgres
