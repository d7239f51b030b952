#include "transforms/decimal_parts.hpp"

#include <algorithm>
#include <charconv>

#include "transforms/json_text.hpp"

namespace transforms {

bool take_apart(std::string_view token, decimal_parts& parts) {
    const number_kind kind = scan_number(token);
    if (kind == number_kind::malformed || kind == number_kind::unstorable) return false;
    parts = {};
    parts.negative = token.front() == '-';
    const std::size_t e = std::min(token.find_first_of("eE"), token.size());
    bool is_fraction = false;
    for (const char c : token.substr(0, e)) {
        if (c == '.') is_fraction = true;
        if (c < '0' || c > '9') continue;
        parts.digits.push_back(c);
        if (is_fraction) --parts.exponent;
    }
    if (e < token.size()) {
        std::string_view power = token.substr(e + 1);
        if (power.front() == '+') power.remove_prefix(1);
        long value = 0;
        std::from_chars(power.data(), power.data() + power.size(), value);
        parts.exponent += value;
    }
    while (!parts.digits.empty() && parts.digits.back() == '0') {
        parts.digits.pop_back();
        ++parts.exponent;
    }
    parts.digits.erase(0, std::min(parts.digits.find_first_not_of('0'), parts.digits.size()));
    return true;
}

}  // namespace transforms
