#pragma once
// One identity's day out of Augment's rows to the rows of the common schema.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "schema/day.hpp"
#include "schema/user_rows.hpp"
#include "transforms/drift.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// Goes up when the same record would become other rows; part of `sync_status`.
inline constexpr int augment_users_decoder_version = 1;

/// Decodes record after record, reusing its buffers. Not shared between threads.
///
/// A record is `{"day":D,"users":[..],"records":[..]}`: the identity's rows of user-activity (several where an e-mail
/// came in several spellings: they are added up) and of daily-user-activity-by-editor-language. All of them must have
/// the same one identity, an e-mail or a service account; with both or neither the record is refused. user_key is the
/// e-mail in lower case, or the account's name. augment_mapping.hpp tells where the counters go.
class augment_users_decoder {
public:
    /// Records of another day than `asked` are refused (wrong_day); without one any day is taken.
    explicit augment_users_decoder(std::optional<schema::day> asked);
    ~augment_users_decoder();
    augment_users_decoder(augment_users_decoder&&) noexcept;
    augment_users_decoder& operator=(augment_users_decoder&&) noexcept;

    /// `padded_record` has record_padding_bytes readable bytes behind it. False means error(), and no row().
    bool decode(std::string_view padded_record);

    /// Of the last decode() that returned true; its views live until the next decode(). The breakdown is sorted by
    /// (breakdown, ide, feature, language, model), each key once: rows of one editor and language are summed
    /// where they are spelled differently; spelled alike, equal ones count once, and others refuse the record.
    const schema::user_row& row() const;
    schema::day day() const;
    /// Rows of that record that came again to the letter, and count once.
    std::int64_t duplicates() const;

    /// Of the last decode() that returned false.
    const record_error& error() const;

    /// What was not documented in the records decoded so far, refused ones included as far as they were read.
    const drift_counter& drift() const;
    drift_counter& drift();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// An editor or a language as GitHub's reports spell such names: lower case, editors without blanks.
std::string augment_editor_name(std::string_view spelled);
std::string augment_language_name(std::string_view spelled);

}  // namespace transforms
