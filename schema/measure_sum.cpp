#include "schema/measure_sum.hpp"

#include <algorithm>

namespace schema {

std::string wide_text(wide value) {
    const bool negative = value < 0;
    wide rest = negative ? -value : value;
    std::string digits;
    do {
        digits += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (negative) digits += '-';
    std::reverse(digits.begin(), digits.end());
    return digits;
}

}  // namespace schema
