#include "connectors/http/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace connectors {
namespace {

constexpr std::array<unsigned char, 9> alpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

bool is_address(const std::string& host) {
    in6_addr space{};
    return inet_pton(AF_INET, host.c_str(), &space) == 1 || inet_pton(AF_INET6, host.c_str(), &space) == 1;
}

std::string reason_of(unsigned long error) {
    const char* words = ERR_reason_error_string(error);
    return words == nullptr ? "error " + std::to_string(error) : words;
}

/// Empty when the file is good. What OpenSSL would skip in silence (a path with a typing error) is a mistake to name.
std::string load_file(SSL_CTX* context, const std::string& file) {
    ERR_clear_error();
    if (SSL_CTX_load_verify_file(context, file.c_str()) == 1) return {};
    const std::string why = reason_of(ERR_peek_last_error());
    ERR_clear_error();
    return "the trusted certificates in " + file + " (" + X509_get_default_cert_file_env() + ") cannot be read: " + why;
}

std::string load_trust(SSL_CTX* context, const tls_trust& trust) {
    const char* file = std::getenv(X509_get_default_cert_file_env());
    std::string mistake;
    if (!trust.ca_file.empty()) {
        mistake = load_file(context, trust.ca_file);
    } else if (file != nullptr && *file != '\0') {
        mistake = load_file(context, file);
    } else {
        SSL_CTX_set_default_verify_file(context);
    }
    // A directory is searched when a certificate is looked for: nothing to load, nothing to fail.
    if (trust.ca_directory.empty()) {
        SSL_CTX_set_default_verify_dir(context);
    } else {
        SSL_CTX_load_verify_dir(context, trust.ca_directory.c_str());
    }
    return mistake;
}

tls_refusal certificate(const std::string& detail, const std::string& advice) {
    return {http_failure::certificate, "its TLS certificate " + detail, advice};
}

tls_refusal explain_certificate(long result, const std::string& peer) {
    const std::string words = std::string{" ("} + X509_verify_cert_error_string(result) + ")";
    switch (result) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return certificate("has expired" + words,
                               "whoever runs " + peer + " has to renew it; check this machine's clock too");
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return certificate("is not valid yet" + words, "check this machine's clock");
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return certificate("is for another host" + words,
                               "check the host name in the URL, and what answers at " + peer + " from here");
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return certificate(
                "is self-signed" + words,
                "if it is your company's, name its CA certificate in SSL_CERT_FILE; else do not trust " + peer);
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return certificate("is signed by an authority that this machine does not know" + words,
                               "if it is your company's CA, name its certificate in SSL_CERT_FILE; if the system has "
                               "no certificates, install the package ca-certificates");
        default:
            return certificate("is refused" + words, "check the certificate of " + peer);
    }
}

}  // namespace

tls_context make_tls_context(const tls_trust& trust) {
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
        return {nullptr, "OpenSSL offers no TLS: " + reason_of(ERR_peek_last_error())};
    }
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    std::string mistake = load_trust(context.get(), trust);
    if (!mistake.empty()) return {nullptr, std::move(mistake)};
    return {context.release(), {}};
}

bool prepare_tls(ssl_st* session, const std::string& host) {
    X509_VERIFY_PARAM* expected = SSL_get0_param(session);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const bool alpn_set = SSL_set_alpn_protos(session, alpn.data(), alpn.size()) == 0;
    if (is_address(host)) return alpn_set && X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1;
    return alpn_set && SSL_set_tlsext_host_name(session, host.c_str()) == 1 &&
           X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size()) == 1;
}

tls_refusal explain_tls(const ssl_st* session, unsigned long error, const std::string& words, const std::string& peer) {
    // The verdict on the certificate first: the error at hand may be one that only led to it.
    const bool from_openssl = error != 0;
    const long verified = SSL_get_verify_result(session);
    if (from_openssl && verified != X509_V_OK) return explain_certificate(verified, peer);
    const int code = from_openssl && ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    const std::string said = from_openssl ? " (" + reason_of(error) + ")" : "";
    if (code == SSL_R_WRONG_VERSION_NUMBER || code == SSL_R_HTTP_REQUEST || code == SSL_R_UNEXPECTED_MESSAGE) {
        return {http_failure::not_tls, "what answers there does not speak TLS" + said,
                "check the port, and whether a proxy stands in between (HTTPS_PROXY)"};
    }
    if (code == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || code == SSL_R_UNSUPPORTED_PROTOCOL) {
        return {http_failure::not_tls, "it offers no TLS version from 1.2 on" + said,
                "the server, or what intercepts TLS in between, has to be upgraded"};
    }
    if (from_openssl && code != SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        return {http_failure::not_tls, "the TLS handshake failed" + said,
                "check what answers at " + peer + ", and what intercepts TLS in between"};
    }
    return {http_failure::handshake, "the connection broke in the TLS handshake: " + words,
            "check the firewall and proxy between here and " + peer};
}

}  // namespace connectors
