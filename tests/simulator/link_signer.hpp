#pragma once
// Signed links in the style of Azure's shared access signatures: the query says until when a path may be read, and a
// keyed hash vouches for it. The scheme is our own; clients must not look into it.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace simulator {

enum class link_verdict : std::uint8_t { good, unsigned_link, wrong_signature, expired };

/// May be used by any number of threads at once.
class link_signer {
public:
    explicit link_signer(std::string key) : key_(std::move(key)) {}

    /// The query string, without the question mark, that opens `path` until `expiry`. Never twice the same.
    std::string sign(std::string_view path, std::chrono::sys_seconds start, std::chrono::sys_seconds expiry);

    /// Judges a decoded query. A link is good up to its last second.
    link_verdict check(std::string_view path, const std::map<std::string, std::string>& query,
                       std::chrono::sys_seconds now) const;

private:
    std::string signature(std::string_view path, std::string_view start, std::string_view expiry,
                          std::string_view nonce) const;

    std::string key_;
    std::atomic<std::uint64_t> counter_{1};
};

/// Percent-encodes everything but letters, digits and -._~
std::string encode_query_value(std::string_view value);

/// Splits a=b&c=d and decodes the values; a later name wins.
std::map<std::string, std::string> parse_query(std::string_view query);

}  // namespace simulator
