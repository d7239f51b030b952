#pragma once
// Adds decimal numbers exactly: money and credits are no binary fractions.

#include <optional>
#include <string>
#include <string_view>

#include "schema/measure_sum.hpp"

namespace transforms {

/// Unknown while nothing was measured, and again once a value does not fit (18 decimals, 37 digits together): a sum
/// that would be wrong is none.
class decimal_sum {
public:
    /// A number as JSON or a database spells it; nothing is not added.
    void add(const std::optional<std::string_view>& value);
    /// Canonical, as append_canonical_number has it; nullopt while unknown.
    std::optional<std::string> text() const;

private:
    bool scale_to(int scale);

    schema::wide units_ = 0;  ///< of ten to the power of -scale_
    int scale_ = 0;
    bool measured_ = false;
    bool fits_ = true;
};

}  // namespace transforms
