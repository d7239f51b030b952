#pragma once
// The number under which a slice is claimed among all runs on one database.

#include <cstdint>
#include <string>

#include "schema/slice.hpp"

namespace sinks {

/// 64 bits of FNV-1a over the slice's name. Two slices with one number (1 in 10^10 for a million slices) would only wait
/// for each other.
inline std::int64_t claim_key(const schema::slice& slice) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : "copilot-metrics-sync " + slice.text())
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return static_cast<std::int64_t>(hash);
}

}  // namespace sinks
