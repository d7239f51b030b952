#include "tests/simulator/github_app.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>

#include "tests/simulator/calendar.hpp"
#include "tests/simulator/random.hpp"

namespace simulator {

namespace {

constexpr std::string_view not_decoded = "A JSON web token could not be decoded";
constexpr std::int64_t life_max_seconds = 600;

std::string to_base64_url(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.resize(text.find_last_not_of('=') + 1);
    return text;
}

std::optional<std::string> from_base64_url(std::string_view text) {
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string bytes;
    std::uint32_t pending = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        pending = (pending << 6 | static_cast<std::uint32_t>(digit)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(pending >> bits & 0xff);
        }
    }
    return bytes;
}

bool verify(EVP_PKEY* key, std::string_view text, std::string_view signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

bool says_rs256(const std::string& header) {
    simdjson::dom::parser parser;
    simdjson::dom::element parsed;
    std::string_view algorithm;
    return parser.parse(header).get(parsed) == simdjson::SUCCESS && parsed["alg"].get(algorithm) == simdjson::SUCCESS &&
           algorithm == "RS256";
}

std::string check_claims(const std::string& payload, const std::string& app_id, std::int64_t now) {
    simdjson::dom::parser parser;
    simdjson::dom::element claims;
    if (parser.parse(payload).get(claims) != simdjson::SUCCESS) {
        return std::string{not_decoded};
    }
    std::int64_t issued_at = 0;
    std::int64_t expiry = 0;
    if (claims["iat"].get(issued_at) != simdjson::SUCCESS || issued_at > now) {
        return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    }
    if (claims["exp"].get(expiry) != simdjson::SUCCESS || expiry <= now) {
        return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the "
               "assertion expires";
    }
    if (expiry > now + life_max_seconds) {
        return "'Expiration time' claim ('exp') is too far in the future";
    }
    std::string_view issuer;
    std::int64_t issuer_number = 0;
    if (claims["iss"].get(issuer) != simdjson::SUCCESS && claims["iss"].get(issuer_number) != simdjson::SUCCESS) {
        return "Missing 'issuer' claim ('iss') in assertion";
    }
    return issuer == app_id || std::to_string(issuer_number) == app_id ? "" : "Integration must generate a public key";
}

std::int64_t installation_id(bool organization, std::string_view slug) {
    return 10'000'000 + static_cast<std::int64_t>(mix(organization ? 1 : 2, hash_text(slug)) % 90'000'000);
}

std::int64_t to_epoch(std::chrono::sys_seconds time) { return time.time_since_epoch().count(); }

}  // namespace

struct github_app::key_holder {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{nullptr, &EVP_PKEY_free};
};

github_app::github_app(const settings& options) : options_(options), key_(std::make_unique<key_holder>()) {
    if (options.app_key_path.empty()) {
        return;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(options.app_key_path.c_str(), "r"),
                                                               &std::fclose};
    if (file) {
        key_->key.reset(PEM_read_PUBKEY(file.get(), nullptr, nullptr, nullptr));
    }
    if (!key_->key) {
        throw settings_error{"--app-key: cannot read a public key in PEM from " + options.app_key_path};
    }
}

github_app::~github_app() = default;

bool github_app::configured() const { return key_->key != nullptr; }

std::string github_app::check_assertion(std::string_view assertion, std::chrono::sys_seconds now) const {
    const std::size_t first = assertion.find('.');
    const std::size_t second = assertion.find('.', first == std::string_view::npos ? first : first + 1);
    if (!configured() || second == std::string_view::npos) {
        return std::string{not_decoded};
    }
    const auto header = from_base64_url(assertion.substr(0, first));
    const auto payload = from_base64_url(assertion.substr(first + 1, second - first - 1));
    const auto signature = from_base64_url(assertion.substr(second + 1));
    if (!header || !payload || !signature || !says_rs256(*header) ||
        !verify(key_->key.get(), assertion.substr(0, second), *signature)) {
        return std::string{not_decoded};
    }
    return check_claims(*payload, options_.app_id, to_epoch(now));
}

std::optional<installation> find_installation(const settings& options, bool organization, std::string_view slug) {
    const auto& slugs = organization ? options.organizations : options.enterprises;
    if (std::find(slugs.begin(), slugs.end(), slug) == slugs.end()) {
        return std::nullopt;
    }
    return installation{installation_id(organization, slug), organization, std::string{slug}};
}

std::optional<installation> find_installation(const settings& options, std::int64_t id) {
    for (const bool organization : {true, false}) {
        for (const std::string& slug : organization ? options.organizations : options.enterprises) {
            if (installation_id(organization, slug) == id) {
                return installation{id, organization, slug};
            }
        }
    }
    return std::nullopt;
}

// In the form of GitHub's stateless tokens; the signature is noise.
installation_token github_app::issue(const installation& where, std::chrono::sys_seconds now) {
    const std::lock_guard lock{mutex_};
    const std::uint64_t seed = mix(options_.seed, ++counter_, to_epoch(now));
    std::string noise;
    for (std::uint64_t i = 0; i < 256; ++i) {
        noise += static_cast<char>(mix(seed, i));
    }
    const auto expiry = now + options_.app_token_ttl;
    const std::string payload = "{\"iss\":\"invented\",\"iat\":" + std::to_string(to_epoch(now)) +
                                ",\"exp\":" + std::to_string(to_epoch(expiry)) +
                                ",\"sub\":" + std::to_string(where.id) + ",\"jti\":" + std::to_string(seed) + "}";
    std::string text = "ghs_" + options_.app_id + "_" + to_base64_url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." +
                       to_base64_url(payload) + "." + to_base64_url(noise);
    tokens_[text] = {where, expiry};
    return {std::move(text), expiry};
}

token_verdict github_app::judge(std::string_view token, bool organization, std::string_view slug,
                                std::chrono::sys_seconds now) const {
    const std::lock_guard lock{mutex_};
    const auto found = tokens_.find(token);
    if (found == tokens_.end()) {
        return token_verdict::unknown;
    }
    const auto& [where, expiry] = found->second;
    if (now >= expiry) {
        return token_verdict::expired;
    }
    return where.organization == organization && where.slug == slug ? token_verdict::good : token_verdict::elsewhere;
}

void github_app::revoke_all() {
    const std::lock_guard lock{mutex_};
    tokens_.clear();
}

}  // namespace simulator
