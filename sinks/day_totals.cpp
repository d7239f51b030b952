#include "sinks/day_totals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace sinks {

namespace {

/// FNV-1a, finished by a mixer, so that a sum of hashes does not cancel out for similar keys.
class key_hash {
public:
    void add(std::string_view part) {
        for (const char c : part) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
        value_ = (value_ ^ 0xffu) * 0x100000001b3u;  // ends the part: "ab","c" is not "a","bc"
    }
    std::uint64_t finish() const {
        std::uint64_t mixed = value_ ^ (value_ >> 32);
        mixed *= 0xd6e8feb86659fd93u;
        return mixed ^ (mixed >> 32);
    }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

std::string decimal(wide value) {
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

/// A decimal text in billionths; finer digits are rounded. Only the comparison of two loads uses it.
wide billionths(std::string_view text) {
    const long double value = std::strtold(std::string(text).c_str(), nullptr) * 1e9L;
    if (!std::isfinite(value) || std::fabs(value) > 1e30L) return 0;
    return static_cast<wide>(std::llround(std::clamp(value, -9.0e18L, 9.0e18L)));
}

}  // namespace

void day_totals::add(const schema::user_row& row) {
    ++user_rows_;
    breakdown_rows_ += static_cast<std::int64_t>(row.breakdown.size());
    const auto sum_up = [](auto& totals, const auto& values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!values[i]) continue;
            totals[i].total += *values[i];
            totals[i].measured = true;
        }
    };
    sum_up(activity_, row.activity.values);
    sum_up(cli_, row.cli);
    if (row.ai_credits_used) {
        credits_.total += billionths(*row.ai_credits_used);
        credits_.measured = true;
    }
    key_hash user;
    user.add(row.user_key);
    keys_ += user.finish();
    for (const schema::user_breakdown_row& part : row.breakdown) {
        sum_up(breakdown_activity_, part.activity.values);
        key_hash key = user;
        for (const auto dimension : {part.breakdown, part.ide, part.feature, part.language, part.model})
            key.add(dimension);
        keys_ += key.finish();
    }
}

std::string day_totals::json() const {
    std::string text = "{\"user_rows\":" + std::to_string(user_rows_) +
                       ",\"breakdown_rows\":" + std::to_string(breakdown_rows_) +
                       ",\"keys_fingerprint\":\"" + std::to_string(keys_) + "\"";
    const auto append = [&text](std::string_view name, const measure& value) {
        text += ",\"" + std::string(name) + "\":" + (value.measured ? decimal(value.total) : "null");
    };
    for (std::size_t i = 0; i < activity_.size(); ++i) append(schema::activity_columns[i], activity_[i]);
    for (std::size_t i = 0; i < activity_.size(); ++i)
        append("breakdown_" + std::string(schema::activity_columns[i]), breakdown_activity_[i]);
    for (std::size_t i = 0; i < cli_.size(); ++i) append(schema::user_cli_columns[i], cli_[i]);
    append("ai_credits_used_billionths", credits_);
    return text + "}";
}

}  // namespace sinks
