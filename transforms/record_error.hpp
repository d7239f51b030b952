#pragma once
// Why a record was set aside. A bad record is a value, not an exception: counted, stored in `rejected_records`, bounded
// by `max_bad_records`.

#include <cstdint>
#include <string>

namespace transforms {

/// `reason` is a short code, the same for the same kind of trouble: malformed_json, invalid_utf8, unpaired_surrogate,
/// nul_character, too_deep, too_long, duplicate_key, not_an_object, wrong_type, out_of_range, missing_field, wrong_day,
/// oversize. `message` is for people: the field by its path, what was expected, what was found. It quotes less than
/// 200 bytes of the record and is valid UTF-8 without NUL, so any database takes it.
struct record_error {
    std::string reason;
    std::string message;

    bool operator==(const record_error&) const = default;
};

/// The error for a record that the framer set aside unbuffered.
record_error oversize_error(std::uint64_t length_bytes, std::uint64_t line_bytes_max);

}  // namespace transforms
