#pragma once
// What an answer of Augment means: a page, or a failure with its reason and a sentence. Pure.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <optional>
#include <string>

#include "connectors/augment/augment_page.hpp"
#include "connectors/github/classify.hpp"

namespace connectors {

/// What was asked, for the sentence and for checking that the answer is about it.
struct augment_question {
    augment_list list = augment_list::dau_count;
    std::optional<schema::day_range> days;  ///< none where the vendor chooses: only whether it answers matters
    std::string where;                      ///< the URL without its query
};

/// `user-activity of 2026-11-18`, `daily-usage of 2026-10-24 to 2026-11-20`, for messages.
std::string name_of(const augment_question& asked);

/// An answer longer than that is none; a page of a hundred rows has some 70 KB.
inline constexpr std::size_t augment_answer_bytes_max = std::size_t{16} << 20;

/// `page` for a 200, whatever is in it: parse_augment_page() tells. Everything else is a failure, with the vendor's own
/// words where it has some.
report_verdict classify_augment(const augment_question& asked, const report_answer& answer);

/// The verdict on a 200 that is not what was asked for; `what` is half a sentence.
report_verdict malformed_augment(const augment_question& asked, const std::string& what);

}  // namespace connectors
