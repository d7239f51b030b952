#include "sinks/day_totals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace sinks {

namespace {

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
    add_all(activity_, row.activity.values);
    add_all(cli_, row.cli);
    if (row.ai_credits_used) {
        credits_.total += billionths(*row.ai_credits_used);
        credits_.measured = true;
    }
    key_hash user;
    user.add(row.user_key);
    keys_ += user.finish();
    for (const schema::user_breakdown_row& part : row.breakdown) {
        add_all(breakdown_activity_, part.activity.values);
        key_hash key = user;
        for (const auto dimension : {part.breakdown, part.ide, part.feature, part.language, part.model})
            key.add(dimension);
        keys_ += key.finish();
    }
}

std::string day_totals::json() const {
    canonical_json json;
    json.count("user_rows", user_rows_);
    json.count("breakdown_rows", breakdown_rows_);
    json.fingerprint("keys_fingerprint", keys_);
    json.sums(schema::activity_columns, activity_);
    json.sums(schema::activity_columns, breakdown_activity_, "breakdown_");
    json.sums(schema::user_cli_columns, cli_);
    json.sum("ai_credits_used_billionths", credits_);
    return json.finish();
}

}  // namespace sinks
