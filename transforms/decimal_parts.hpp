#pragma once
// A decimal number as its digits: what compares, prints and adds numbers without rounding them.

#include <string>
#include <string_view>

namespace transforms {

/// The digits, as one whole number, times ten to the power of `exponent`.
struct decimal_parts {
    bool negative = false;
    std::string digits;  ///< no zero at either end; empty for zero
    long exponent = 0;
};

/// Replaces `parts`. False for what is no number of JSON's grammar, or beyond PostgreSQL's NUMERIC.
bool take_apart(std::string_view token, decimal_parts& parts);

}  // namespace transforms
