#pragma once
// The simulator (docs/simulator.md) as a process of its own, for one test.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace test_support {

struct simulator_options {
    std::string program;              ///< its path
    std::filesystem::path directory;  ///< for script, request log and port file; must exist
    std::string today;                ///< YYYY-MM-DD; empty: the clock's UTC day
    int users = 40;
    int shards = 1;
    std::filesystem::path tls_certificate{};  ///< PEM; with its key, both ports speak https
    std::filesystem::path tls_key{};
    std::string public_host = "127.0.0.1";  ///< the host in all its URLs
    std::vector<std::string> more{};        ///< further arguments, e.g. `--token`, `abc`
};

/// One line of the request log.
struct logged_request {
    std::string host;  ///< `api`, `blob` or `proxy`
    std::string method;
    std::string target;  ///< of a CONNECT to the proxy: host:port
    std::string report;  ///< e.g. `users-1-day`
    std::string scope;   ///< e.g. `organization/octo-org`
    std::string day;     ///< empty where the request names none
    std::string range;   ///< the header `Range`, empty without
    std::int64_t part = -1;
    std::int64_t bytes = 0;  ///< of the body, sent
    int status = 0;
    bool authorization = false;  ///< of the proxy: whether somebody signed in there
    std::int64_t at_ms = 0;
};

/// Listens once constructed; SIGTERM at the end.
class simulator_process {
public:
    explicit simulator_process(const simulator_options& options);
    ~simulator_process();

    std::string api_url() const { return origin_ + std::to_string(api_port_); }
    int api_port() const { return api_port_; }
    int blob_port() const { return blob_port_; }
    /// Of the CONNECT proxy; 0 when it was not asked for.
    int proxy_port() const { return proxy_port_; }

    /// The rules from now on, one per line; relative files are looked for in `directory()`.
    void set_script(const std::vector<std::string>& rules) const;
    const std::filesystem::path& directory() const { return directory_; }

    /// What API and blob host were asked since the start or the last `forget_requests`.
    std::vector<logged_request> requests() const;
    /// Of these, the calls for links of a day's users.
    std::vector<logged_request> envelopes() const;
    /// What the proxy was asked since then.
    std::vector<logged_request> tunnels() const;
    void forget_requests();

private:
    std::vector<logged_request> all_requests() const;

    std::filesystem::path directory_;
    std::string origin_;  ///< all of a URL before the port
    process process_;
    int api_port_ = 0;
    int blob_port_ = 0;
    int proxy_port_ = 0;
    std::size_t forgotten_ = 0;
};

/// The report's bytes as a client gets them: envelope, then every link, joined. Goes to loopback whatever the host of
/// the URL, and takes any certificate. Throws for any answer but 200.
std::string download_report(const std::string& api_url, const std::string& path);

}  // namespace test_support
