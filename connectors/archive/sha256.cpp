#include "connectors/archive/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace connectors {
namespace {

void require(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL could not compute a SHA-256");
}

}  // namespace

struct sha256::context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();

    context() = default;
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context() { EVP_MD_CTX_free(digest); }
};

sha256::sha256() : context_{std::make_unique<context>()} {
    require(EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr));
}

sha256::~sha256() = default;

void sha256::add(std::string_view bytes) { require(EVP_DigestUpdate(context_->digest, bytes.data(), bytes.size())); }

std::string sha256::hex() {
    std::array<unsigned char, 32> digest{};
    require(EVP_DigestFinal_ex(context_->digest, digest.data(), nullptr));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string sha256_hex(std::string_view text) {
    sha256 digest;
    digest.add(text);
    return digest.hex();
}

}  // namespace connectors
