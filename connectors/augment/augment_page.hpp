#pragma once
// One answer of an activity endpoint: its rows as raw JSON, and what it says of itself.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/day.hpp"

namespace connectors {

/// The endpoints that are read. All of them are GET; nothing else of the API is ever called.
enum class augment_list { dau_count, daily_usage, user_activity, editor_language };

/// How an endpoint spells its path, its rows and its metadata. Empty texts: it has no such member.
struct augment_list_words {
    std::string_view name;             ///< the last segment of the path
    std::string_view rows;             ///< the member with the array
    std::string_view effective_first;  ///< of metadata
    std::string_view effective_last;
    std::string_view row_count;  ///< of metadata: as many rows as there are in this answer
    bool paged = false;
};
const augment_list_words& words_of(augment_list list);

/// An object of the array. The members below are read for putting rows together; nullopt where the row has no such
/// member of the right type (an empty text is none).
struct augment_row {
    std::string json;  ///< as sent, without blanks
    std::optional<std::string> user_email;
    std::optional<std::string> service_account_name;
    std::optional<schema::day> date;
    std::optional<std::int64_t> user_count;
};

struct augment_page {
    std::vector<augment_row> rows;
    schema::day_range effective;             ///< the days that the answer is about
    std::optional<std::string> next_cursor;  ///< there is more; never empty
};

/// Either a page or, in half a sentence, what is wrong with the answer.
struct augment_page_result {
    std::optional<augment_page> value;
    std::string error;
};

/// A longer cursor is none.
inline constexpr std::size_t cursor_bytes_max = 4096;

/// Strict about what we rely on (the array, `pagination`, `metadata` and its count of rows), indifferent to members
/// that we do not know: those of rows are the decoder's business.
augment_page_result parse_augment_page(augment_list list, std::string_view body);

/// Whether a row of daily-usage counts anything; an empty text is no row. What cannot be read may be activity.
bool counts_anything(const std::string& usage);

}  // namespace connectors
