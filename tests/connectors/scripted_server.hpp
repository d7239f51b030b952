#pragma once
// A small blocking HTTP server on loopback that answers what the test tells it, well or badly. Plain sockets on
// purpose: it must not share the faults of the library under test.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/connectors/certificates.hpp"

namespace test_support {

class channel;

/// One answer. The members from `stop_after` on make it a bad one.
struct reply {
    int status = 200;
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    bool chunked = false;
    bool with_length = true;                  ///< false without chunked: the body ends with the connection
    bool close = false;                       ///< close the connection afterwards without saying so
    bool honours_ranges = false;              ///< answers `Range: bytes=N-` with 206 when If-Range equals its ETag
    bool echoes = false;                      ///< `{authorization}` in the body stands for that header of the request
    std::optional<std::size_t> stop_after{};  ///< only that many bytes of the body, then the end of the connection ...
    bool stall = false;                       ///< ... or, with this, nothing more; alone: not even a header
    bool reset = false;                       ///< a TCP reset where the answer (or its rest) should come
    std::string raw{};                        ///< sent as it is instead of all the above
};

struct seen_request {
    std::string method;
    std::string target;                          ///< path and query
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;                            ///< of the announced length
    int connection = 0;                          ///< which connection it came on, from 0
    std::string server_name;                     ///< SNI
    std::string protocol;                        ///< by ALPN

    std::string path() const { return target.substr(0, target.find('?')); }
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

class scripted_server {
public:
    /// With an identity it speaks TLS.
    explicit scripted_server(server_identity identity = nullptr);
    ~scripted_server();
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    /// The next answer for the path: with this query, or, where that is left out, with any other. The last one of a path is given again and again; unknown paths are
    /// 404.
    void add(const std::string& path, reply answer);
    /// From now on this answer, whatever was added before.
    void set(const std::string& path, reply answer);

    std::uint16_t port() const { return port_; }
    std::string base() const { return (identity_ ? "https" : "http") + ("://127.0.0.1:" + std::to_string(port_)); }
    std::vector<seen_request> requests() const;
    std::size_t count(const std::string& path) const;

private:
    void accept_all();
    void serve(int socket, int number);
    std::optional<seen_request> read_request(channel& wire, std::string& buffer);
    reply next_reply(const seen_request& request);
    bool answer(int socket, channel& wire, const seen_request& request, const reply& what);
    void wait_for_end();

    const server_identity identity_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    bool ending_ = false;
    std::map<std::string, std::deque<reply>> script_;
    std::vector<seen_request> requests_;
    std::vector<int> sockets_;  ///< open ones
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace test_support
