#pragma once
// Sums of counters that cannot overflow and that stay unknown while nothing was measured.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace schema {

/// Wide enough that int64 values of any number of rows cannot overflow it.
__extension__ typedef __int128 wide;

/// Decimal digits, with a minus where it is negative.
std::string wide_text(wide value);

/// The sum of one measure; not measured while no row has had a value.
struct measure {
    wide total = 0;
    bool measured = false;

    void add(const std::optional<std::int64_t>& value) {
        if (!value) return;
        total += *value;
        measured = true;
    }
};

/// Adds a row's values to the sums of the same columns.
template <std::size_t N>
void add_all(std::array<measure, N>& sums, const std::array<std::optional<std::int64_t>, N>& values) {
    for (std::size_t i = 0; i < N; ++i) sums[i].add(values[i]);
}

}  // namespace schema
