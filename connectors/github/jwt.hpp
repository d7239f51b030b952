#pragma once
// How a GitHub App says who it is: a JSON web token signed with its key. Source: GitHub, "Generating a JSON Web Token
// (JWT) for a GitHub App", read 2026-11-21; RFC 7515, appendix A.2 (RS256).

#include <chrono>
#include <optional>
#include <string>

#include "config/secret.hpp"

namespace connectors {

/// Either a token or, as a sentence, what is wrong with key or id and what to do; the key never shows.
struct jwt_result {
    std::optional<config::secret> token;
    std::string error;
};

/// Good from a minute before `now` (clocks differ) to nine minutes after. The key is an RSA key in PEM (PKCS#1 as
/// GitHub hands it out, or PKCS#8; `\n` written out, as variables often have it, is taken for a line end). The id is
/// the App's id or client id.
jwt_result make_app_jwt(const std::string& app_id, const config::secret& private_key,
                        std::chrono::system_clock::time_point now);

}  // namespace connectors
