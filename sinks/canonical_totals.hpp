#pragma once
// The parts of which a loader's canonical totals are made: sums that cannot overflow, a fingerprint of keys that does
// not depend on the order of rows, and JSON in one fixed form. Equal text means equal keys and equal sums. The texts
// are stored and compared across versions, so names and order are never changed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/measure_sum.hpp"

namespace sinks {

using schema::add_all;
using schema::measure;
using schema::wide;

/// FNV-1a over the parts of a key, finished by a mixer, so that a sum of hashes does not cancel out for similar keys.
class key_hash {
public:
    key_hash& add(std::string_view part);
    std::uint64_t finish() const;

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// Writes one JSON object, member after member.
class canonical_json {
public:
    void count(std::string_view name, std::int64_t value);
    /// As a string: 64 bits are more than a JSON number carries safely.
    void fingerprint(std::string_view name, std::uint64_t value);
    /// null while not measured.
    void sum(std::string_view name, const measure& value);

    template <std::size_t N>
    void sums(const std::array<std::string_view, N>& names, const std::array<measure, N>& values,
              std::string_view prefix = "") {
        for (std::size_t i = 0; i < N; ++i) sum(std::string(prefix) + std::string(names[i]), values[i]);
    }

    std::string finish() const { return text_ + "}"; }

private:
    void name(std::string_view name);

    std::string text_ = "{";
};

}  // namespace sinks
