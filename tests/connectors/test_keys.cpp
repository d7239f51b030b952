#include "tests/connectors/test_keys.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <memory>

namespace test_support {
namespace {

EVP_PKEY* rsa_key() {
    static const std::shared_ptr<EVP_PKEY> key{EVP_RSA_gen(2048), &EVP_PKEY_free};
    return key.get();
}

template <class Write>
std::string written(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> into{BIO_new(BIO_s_mem()), &BIO_free};
    write(into.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(into.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

const std::string& rsa_key_pkcs1() {
    static const std::string pem = written([](BIO* into) {
        PEM_write_bio_PrivateKey_traditional(into, rsa_key(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    return pem;
}

const std::string& rsa_key_pkcs8() {
    static const std::string pem = written(
        [](BIO* into) { PEM_write_bio_PKCS8PrivateKey(into, rsa_key(), nullptr, nullptr, 0, nullptr, nullptr); });
    return pem;
}

std::string rsa_key_encrypted() {
    return written([](BIO* into) {
        PEM_write_bio_PKCS8PrivateKey(into, rsa_key(), EVP_aes_128_cbc(), "secret", 6, nullptr, nullptr);
    });
}

std::string rsa_key_public_half() {
    return written([](BIO* into) { PEM_write_bio_PUBKEY(into, rsa_key()); });
}

std::string another_rsa_key() {
    const std::shared_ptr<EVP_PKEY> key{EVP_RSA_gen(2048), &EVP_PKEY_free};
    return written([&](BIO* into) {
        PEM_write_bio_PrivateKey_traditional(into, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

std::string elliptic_key() {
    const std::shared_ptr<EVP_PKEY> key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
    return written(
        [&](BIO* into) { PEM_write_bio_PKCS8PrivateKey(into, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

bool is_signed_by_rsa_key(const std::string& text, const std::string& signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa_key()) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

std::string from_base64url(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    const std::size_t padding = (4 - text.size() % 4) % 4;
    text.append(padding, '=');
    std::string bytes(text.size() / 4 * 3, '\0');
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                    static_cast<int>(text.size()));
    bytes.resize(bytes.size() - padding);
    return bytes;
}

}  // namespace test_support
