#include "transforms/decimal_sum.hpp"

#include "transforms/canonical_json.hpp"
#include "transforms/decimal_parts.hpp"

namespace transforms {

namespace {

constexpr long scale_max = 18;
constexpr long digits_max = 37;

/// Multiplies by ten `times` times; false when it does not fit.
bool shift(schema::wide& value, long times) {
    for (; times > 0; --times)
        if (__builtin_mul_overflow(value, schema::wide{10}, &value)) return false;
    return true;
}

}  // namespace

bool decimal_sum::scale_to(int scale) {
    if (!shift(units_, scale - scale_)) return false;
    scale_ = scale;
    return true;
}

void decimal_sum::add(const std::optional<std::string_view>& value) {
    decimal_parts parts;
    if (!value || !fits_) return;
    const long digits = take_apart(*value, parts) ? static_cast<long>(parts.digits.size()) : digits_max + 1;
    fits_ = digits <= digits_max && parts.exponent >= -scale_max && digits + parts.exponent <= digits_max;
    if (!fits_) return;
    const int scale = parts.exponent < 0 ? static_cast<int>(-parts.exponent) : 0;
    schema::wide units = 0;
    for (const char digit : parts.digits) units = units * 10 + (digit - '0');
    if (parts.negative) units = -units;
    fits_ = (scale <= scale_ || scale_to(scale)) && shift(units, parts.exponent + scale_) &&
            !__builtin_add_overflow(units_, units, &units_);
    measured_ = true;
}

std::optional<std::string> decimal_sum::text() const {
    if (!measured_ || !fits_) return std::nullopt;
    std::string number;
    append_canonical_number(number, schema::wide_text(units_) + "e-" + std::to_string(scale_));
    return number;
}

}  // namespace transforms
