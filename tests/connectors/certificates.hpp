#pragma once
// Certificate authorities that live for one test.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;
struct x509_st;
struct evp_pkey_st;

namespace test_support {

struct certificate_plan {
    std::string names = "IP:127.0.0.1,DNS:localhost";  ///< the subjectAltName, as OpenSSL writes it
    int begins_days = -1;                              ///< from now
    int ends_days = 30;
    bool self_signed = false;
};

/// What a server shows: a certificate with its key, ready for handshakes. Shared by threads.
using server_identity = std::shared_ptr<ssl_ctx_st>;

/// The same in two PEM files, for a server that is a process of its own.
struct identity_files {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

class certificate_authority {
public:
    explicit certificate_authority(const char* name = "Test CA");
    ~certificate_authority();
    certificate_authority(const certificate_authority&) = delete;
    certificate_authority& operator=(const certificate_authority&) = delete;

    server_identity issue(const certificate_plan& plan = {}) const;
    /// `DIRECTORY/server.crt` and `server.key`; what was there before is replaced.
    identity_files issue_files(const std::filesystem::path& directory, const certificate_plan& plan = {}) const;
    /// The CA's own certificate in a file, in PEM.
    const std::filesystem::path& file() const { return file_; }
    /// The name under which OpenSSL looks for it in a directory.
    std::string name_in_directory() const;

private:
    std::shared_ptr<x509_st> make_leaf(evp_pkey_st* key, const certificate_plan& plan) const;

    std::shared_ptr<evp_pkey_st> key_;
    std::shared_ptr<x509_st> certificate_;
    std::filesystem::path file_;
};

}  // namespace test_support
