#include "tests/connectors/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace test_support {
namespace {

using key_ptr = std::shared_ptr<EVP_PKEY>;
using certificate_ptr = std::shared_ptr<X509>;

constexpr long day_seconds = 24 * 60 * 60;

key_ptr make_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

void add_extension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (extension == nullptr) throw std::runtime_error("no extension " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

certificate_ptr make_certificate(EVP_PKEY* key, const char* name, const certificate_plan& plan) {
    static long serial = 1;
    certificate_ptr certificate{X509_new(), &X509_free};
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), plan.begins_days * day_seconds);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), plan.ends_days * day_seconds);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    return certificate;
}

void sign(X509* certificate, const X509_NAME* issuer, EVP_PKEY* key) {
    X509_set_issuer_name(certificate, issuer);
    if (X509_sign(certificate, key, EVP_sha256()) == 0) throw std::runtime_error("not signed");
}

template <typename Write>
void write_pem(const std::filesystem::path& path, Write&& write) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "w"), &std::fclose};
    if (!file || write(file.get()) != 1) throw std::runtime_error("cannot write " + path.string());
}

/// Of what a client offers we take http/1.1 and nothing else.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
    static constexpr unsigned char wanted[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, wanted, 9, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

certificate_authority::certificate_authority(const char* ca_name) : key_{make_key()} {
    certificate_ = make_certificate(key_.get(), ca_name, {});
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_.get(), X509_get_subject_name(certificate_.get()), key_.get());

    std::string name = (std::filesystem::temp_directory_path() / "test-ca-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) throw std::runtime_error("no temporary file");
    file_ = name;
    std::FILE* file = ::fdopen(descriptor, "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
}

certificate_authority::~certificate_authority() { std::filesystem::remove(file_); }

std::string certificate_authority::name_in_directory() const {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(certificate_.get()));
    return name.data();
}

certificate_ptr certificate_authority::make_leaf(EVP_PKEY* key, const certificate_plan& plan) const {
    certificate_ptr leaf = make_certificate(key, "test server", plan);
    add_extension(leaf.get(), NID_subject_alt_name, plan.names);
    if (plan.self_signed) {
        sign(leaf.get(), X509_get_subject_name(leaf.get()), key);
    } else {
        sign(leaf.get(), X509_get_subject_name(certificate_.get()), key_.get());
    }
    return leaf;
}

server_identity certificate_authority::issue(const certificate_plan& plan) const {
    const key_ptr key = make_key();
    const certificate_ptr leaf = make_leaf(key.get(), plan);
    server_identity identity{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    SSL_CTX_set_min_proto_version(identity.get(), TLS1_VERSION);
    SSL_CTX_set_alpn_select_cb(identity.get(), &choose_protocol, nullptr);
    if (SSL_CTX_use_certificate(identity.get(), leaf.get()) != 1 ||
        SSL_CTX_use_PrivateKey(identity.get(), key.get()) != 1) {
        throw std::runtime_error("the certificate and its key do not fit");
    }
    return identity;
}

identity_files certificate_authority::issue_files(const std::filesystem::path& directory,
                                                  const certificate_plan& plan) const {
    const key_ptr key = make_key();
    const certificate_ptr leaf = make_leaf(key.get(), plan);
    const identity_files files{directory / "server.crt", directory / "server.key"};
    write_pem(files.certificate, [&](std::FILE* into) { return PEM_write_X509(into, leaf.get()); });
    write_pem(files.key, [&](std::FILE* into) {
        return PEM_write_PrivateKey(into, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return files;
}

}  // namespace test_support
