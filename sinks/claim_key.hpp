#pragma once
// The number under which a slice, or a whole source, is claimed among all runs on one database.

#include <cstdint>
#include <string>

#include "schema/slice.hpp"

namespace sinks {

/// 64 bits of FNV-1a over what is claimed. Two names with one number (1 in 10^10 for a million slices) would only wait
/// for each other.
inline std::int64_t claim_key(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : "copilot-metrics-sync " + name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return static_cast<std::int64_t>(hash);
}

inline std::int64_t claim_key(const schema::slice& slice) { return claim_key(slice.text()); }

/// Of a source that one process at a time may ask. No slice is called like that: it has more words.
inline std::int64_t source_claim_key(const std::string& source) { return claim_key("source " + source); }

}  // namespace sinks
