#pragma once
// What we ask over HTTP and what comes back, without any type of the library that carries it.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http/url.hpp"

namespace connectors {

struct http_header {
    std::string name;
    std::string value;
};

/// The header fields of an answer, in their order.
class http_headers {
public:
    http_headers() = default;
    explicit http_headers(std::vector<http_header> fields) : fields_{std::move(fields)} {}

    void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
    /// The first field of that name, whatever its case, without surrounding blanks. The view lives as long as this
    /// object.
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<http_header>& fields() const { return fields_; }

private:
    std::vector<http_header> fields_;
};

/// `User-Agent` and `Host` are added by the client, `Accept-Encoding: identity` where the headers name none.
struct http_request {
    url where;
    std::vector<http_header> headers;
    std::string_view method{"GET"};                            ///< or `POST` or `PUT`, with `body`
    std::optional<std::chrono::milliseconds> whole_timeout{};  ///< where the client's own is too long
    std::string body{};
};

/// How an exchange ended short of a whole answer. The deadline and a stop request are ends of their own, never
/// timeouts.
enum class http_failure {
    none,
    not_sent,            ///< the request itself cannot be sent: a control character in a header, no trust store
    connect,             ///< the name is unknown, the connection refused or unreachable
    connect_timeout,     ///< neither, in time
    proxy,               ///< the proxy was reached but could not reach the host
    proxy_refused,       ///< the proxy was reached and does not let us through: trying again does not help
    handshake,           ///< the connection broke in the TLS handshake
    handshake_timeout,   ///< no end of the TLS handshake in time
    certificate,         ///< the host's certificate is refused: trying again does not help
    not_tls,             ///< the host speaks no TLS, or none that we accept: trying again does not help
    first_byte_timeout,  ///< connected, but no answer
    idle_timeout,        ///< the answer began and then stood still
    whole_timeout,       ///< the exchange as a whole took too long, however steadily bytes came
    reset,               ///< the connection broke before any byte of an answer
    cut,                 ///< the connection ended or broke inside the answer
    malformed,           ///< what came is not HTTP, or its header is over the limit
    deadline,            ///< the deadline of the fetch came
    stopped              ///< the stop token was asked
};

/// What one GET met. With `failure == none` the answer is whole (or its rest was declined, see `declined`).
struct http_result {
    http_failure failure = http_failure::none;
    int status = 0;  ///< 0 as long as no whole header came
    http_headers headers;
    std::uint64_t body_bytes = 0;  ///< received, whatever became of them
    bool declined = false;         ///< the handler did not want the (rest of the) body
    bool length_known = true;  ///< false: the body ends where the connection ends, so a cut cannot be told from the end
    std::string detail;        ///< for people, of a failure: the error's own words, category and number
    std::string advice;        ///< what to do about it, where more is known than "check the network"

    bool answered() const { return status != 0; }
};

/// Takes an answer as it comes. Both may throw; the exception comes out of `get`, the connection is closed.
class response_handler {
public:
    virtual ~response_handler() = default;
    /// The whole header, once. Returning false declines the body: the exchange ends well, the connection is closed.
    virtual bool on_header(int status, const http_headers& headers) = 0;
    /// The next bytes of the body, free of transfer coding, at most 64 KiB. The view lives for the call. False declines
    /// the rest.
    virtual bool on_body(std::string_view bytes) = 0;
};

}  // namespace connectors
