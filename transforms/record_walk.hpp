#pragma once
// A strict reading of one record without knowing its fields: everything that JSON forbids or the databases would refuse
// is found. For datasets that keep the whole record, and for records that nobody decodes.

#include <memory>
#include <string>
#include <string_view>

#include "transforms/record_error.hpp"

namespace transforms {

/// What a record may be at most, whatever its dataset.
inline constexpr int record_depth_max = 128;              ///< nested objects and arrays, the record itself being 1
inline constexpr int number_integer_digits_max = 131072;  ///< PostgreSQL's NUMERIC, before the decimal point
inline constexpr int number_fraction_digits_max = 16383;  ///< and after it, exponents counted in

/// Reusable; keeps its buffers, so the steady state allocates nothing. Not shared between threads.
class record_walk {
public:
    record_walk();
    ~record_walk();
    record_walk(record_walk&&) noexcept;
    record_walk& operator=(record_walk&&) noexcept;

    /// Walks the record, a JSON object, to its end. `padded_record` has record_padding_bytes readable bytes behind it.
    /// Appends it to `compact` (when not null) without the blanks between tokens, strings and numbers spelled as found;
    /// a half-written text stays there on failure. False means error().
    bool check(std::string_view padded_record, std::string* compact = nullptr);

    /// Of the last check() that returned false.
    const record_error& error() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace transforms
