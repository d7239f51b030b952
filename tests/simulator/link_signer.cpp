#include "tests/simulator/link_signer.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <optional>

#include "tests/simulator/calendar.hpp"

namespace simulator {

namespace {

std::string to_base64(const unsigned char* data, std::size_t bytes) {
    std::string text(4 * ((bytes + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), data, static_cast<int>(bytes));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f') {
        return lower - 'a' + 10;
    }
    return std::nullopt;
}

std::string decode_query_value(std::string_view value) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool encoded =
            value[i] == '%' && i + 2 < value.size() && hex_digit(value[i + 1]) && hex_digit(value[i + 2]);
        if (encoded) {
            text += static_cast<char>(*hex_digit(value[i + 1]) * 16 + *hex_digit(value[i + 2]));
            i += 2;
        } else {
            text += value[i];
        }
    }
    return text;
}

std::string value_of(const std::map<std::string, std::string>& query, const std::string& name) {
    const auto found = query.find(name);
    return found == query.end() ? std::string{} : found->second;
}

}  // namespace

std::string link_signer::sign(std::string_view path, std::chrono::sys_seconds start, std::chrono::sys_seconds expiry) {
    const std::string start_text = to_utc_text(start);
    const std::string expiry_text = to_utc_text(expiry);
    const std::string nonce = std::to_string(counter_++);
    return "sv=2025-05-05&spr=https&st=" + encode_query_value(start_text) + "&se=" + encode_query_value(expiry_text) +
           "&sr=b&sp=r&skv=" + nonce + "&sig=" + encode_query_value(signature(path, start_text, expiry_text, nonce));
}

link_verdict link_signer::check(std::string_view path, const std::map<std::string, std::string>& query,
                                std::chrono::sys_seconds now) const {
    const std::string given = value_of(query, "sig");
    const std::string expiry_text = value_of(query, "se");
    if (given.empty() || expiry_text.empty()) {
        return link_verdict::unsigned_link;
    }
    if (given != signature(path, value_of(query, "st"), expiry_text, value_of(query, "skv"))) {
        return link_verdict::wrong_signature;
    }
    const auto expiry = parse_utc(expiry_text);
    return expiry && now <= *expiry ? link_verdict::good : link_verdict::expired;
}

std::string link_signer::signature(std::string_view path, std::string_view start, std::string_view expiry,
                                   std::string_view nonce) const {
    std::string text;
    for (const std::string_view piece : {path, start, expiry, nonce}) {
        text.append(piece).push_back('\n');
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int bytes = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest.data(), &bytes);
    return to_base64(digest.data(), bytes);
}

std::string encode_query_value(std::string_view value) {
    static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : value) {
        if (plain.find(c) != std::string_view::npos) {
            text += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            text += {'%', digits[byte / 16], digits[byte % 16]};
        }
    }
    return text;
}

std::map<std::string, std::string> parse_query(std::string_view query) {
    std::map<std::string, std::string> result;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        result[std::string{pair.substr(0, equals)}] = decode_query_value(value);
    }
    return result;
}

}  // namespace simulator
