#pragma once
// What TLS means for us, without the library that moves the bytes: whom to trust, what to insist on, and a refusal in
// words that tell what to do.

#include <string>

#include "connectors/http/http_message.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX and SSL
struct ssl_st;

namespace connectors {

/// Which authorities may vouch for a host. What is empty comes from the environment as OpenSSL reads it (SSL_CERT_FILE,
/// SSL_CERT_DIR), else from the system.
struct tls_trust {
    std::string ca_file;       ///< certificates in PEM: SSL_CERT_FILE as the settings have it
    std::string ca_directory;  ///< hashed by `openssl rehash`; instead of SSL_CERT_DIR
};

/// Either a context, which the caller owns, or why there is none (a trust file that cannot be read, say).
struct tls_context {
    ssl_ctx_st* handle = nullptr;
    std::string error;
};

/// A client's context: TLS 1.2 or later, the peer is always verified.
tls_context make_tls_context(const tls_trust& trust);

/// Before the handshake: SNI (not for addresses), the name or address that the certificate must be for, ALPN http/1.1.
bool prepare_tls(ssl_st* session, const std::string& host);

/// A failed handshake: how it counts, what happened, what to do about it.
struct tls_refusal {
    http_failure failure = http_failure::handshake;
    std::string detail;
    std::string advice;
};

/// `error` is OpenSSL's error code when it was OpenSSL that failed, else 0; `words` is the transport's own account.
/// `peer` is host:port.
tls_refusal explain_tls(const ssl_st* session, unsigned long error, const std::string& words, const std::string& peer);

}  // namespace connectors
