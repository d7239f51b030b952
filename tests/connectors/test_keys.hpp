#pragma once
// Private keys that live for one test run.

#include <string>

namespace test_support {

/// An RSA key in PEM, the same at every call: PKCS#1 as GitHub hands it out, or PKCS#8.
const std::string& rsa_key_pkcs1();
const std::string& rsa_key_pkcs8();
std::string rsa_key_encrypted();
std::string rsa_key_public_half();
std::string elliptic_key();
/// Of another App, in PKCS#1.
std::string another_rsa_key();

/// Whether the signature over `text` is by that RSA key (RS256).
bool is_signed_by_rsa_key(const std::string& text, const std::string& signature);

/// The bytes of base64url text without padding.
std::string from_base64url(std::string text);

}  // namespace test_support
