#pragma once
// What the tests of the users decoder share: a small record to vary, and the way there and back.

#include <gtest/gtest.h>

#include <string>

#include "json_value.hpp"
#include "padded.hpp"
#include "schema/day.hpp"
#include "transforms/user_record.hpp"
#include "transforms/users_decoder.hpp"

namespace transforms_test {

inline const schema::day test_day{2026, 11, 18};

/// A record of test_day with `members` (with a comma in front) added to what is required.
inline std::string user_with(const std::string& members) {
    return R"({"day":"2026-11-18","user_id":7)" + members + "}";
}

/// Decodes `record`, writes it again, and expects the same JSON value.
inline void expect_round_trip(transforms::users_decoder& decoder, const std::string& record) {
    const padded bytes(record);
    ASSERT_TRUE(decoder.decode(bytes.view())) << decoder.error().reason << ": " << decoder.error().message << "\n"
                                              << record;
    std::string again;
    ASSERT_TRUE(transforms::append_user_record(again, decoder.day(), decoder.row())) << decoder.row().extra;
    EXPECT_EQ(to_text(with_sorted_breakdowns(parse_json(again))), to_text(with_sorted_breakdowns(parse_json(record))))
        << "extra is " << decoder.row().extra;
    EXPECT_EQ(again.find('\n'), std::string::npos);
}

}  // namespace transforms_test
