#include "connectors/github/jwt.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "connectors/http/base64.hpp"

namespace connectors {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

jwt_result wrong(std::string what) { return {.token = std::nullopt, .error = std::move(what)}; }

std::string with_line_ends(std::string_view pem) {
    std::string text{pem};
    if (text.find('\n') != std::string::npos) return text;
    for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at))
        text.replace(at, 2, "\n");
    return text;
}

key_ptr read_key(const std::string& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                         &BIO_free};
    // No password: an encrypted key is an error, never a question on the terminal.
    const auto no_password = [](char*, int, int, void*) { return -1; };
    key_ptr key{PEM_read_bio_PrivateKey(text.get(), nullptr, no_password, nullptr), &EVP_PKEY_free};
    ERR_clear_error();
    return key;
}

/// Empty when OpenSSL fails.
std::string sign_rs256(EVP_PKEY* key, const std::string& text) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) {
        return {};
    }
    std::string signature(size, '\0');
    auto* into = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), into, &size, bytes, text.size()) != 1) return {};
    signature.resize(size);
    return signature;
}

}  // namespace

jwt_result make_app_jwt(const std::string& app_id, const config::secret& private_key,
                        std::chrono::system_clock::time_point now) {
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; };
    if (app_id.empty() || !std::all_of(app_id.begin(), app_id.end(), fits)) {
        return wrong("The GitHub App's id is neither a number nor a client id; take it from the App's settings page");
    }
    const std::string pem = with_line_ends(private_key.expose());
    const key_ptr key = read_key(pem);
    if (!key) {
        const bool encrypted = pem.find("ENCRYPTED") != std::string::npos;
        return wrong(std::string{"The private key of the GitHub App cannot be read ("} +
                     (encrypted ? "it is encrypted" : "it is not a private key in PEM") +
                     "); give the .pem file as downloaded from the App's settings page");
    }
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
        return wrong("The private key of the GitHub App is not an RSA key; generate one on the App's settings page");
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string claims = "{\"iat\":" + std::to_string(seconds - 60) +
                               ",\"exp\":" + std::to_string(seconds + 540) + ",\"iss\":\"" + app_id + "\"}";
    const std::string text = base64url(R"({"alg":"RS256","typ":"JWT"})") + "." + base64url(claims);
    const std::string signature = sign_rs256(key.get(), text);
    if (signature.empty()) return wrong("OpenSSL does not sign with the private key of the GitHub App; check the key");
    return {.token = config::secret{text + "." + base64url(signature)}, .error = {}};
}

}  // namespace connectors
