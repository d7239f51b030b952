#pragma once
// The identity of a report's content: `sync_status.content_sha256`. The sum mod 2^256 of the SHA-256 of each record, so
// the order of shards, pages and lines does not matter, while a record that comes twice counts twice.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace transforms {

struct framed_record;

/// Accumulates records; each thread has its own, merge() adds them up. Movable, not copyable.
/// Throws std::runtime_error when OpenSSL cannot provide SHA-256.
class content_digest {
public:
    content_digest();
    ~content_digest();
    content_digest(content_digest&& other) noexcept;
    content_digest& operator=(content_digest&& other) noexcept;

    /// Adds a record's bytes as framed, without blanks around them.
    void add(std::string_view record);

    /// Adds a framed record; one over the limit by its beginning and its length, which is all that was kept of it.
    void add(const framed_record& record);

    /// Adds what `other` has counted.
    void merge(const content_digest& other);

    /// The sum as 64 lower-case hexadecimal digits, most significant first; 64 zeros without records.
    std::string hex() const;

    std::uint64_t records() const { return records_; }

    /// The first 16 bytes of the SHA-256 of the record added last, to tell equal duplicates from different ones.
    const std::array<std::uint8_t, 16>& last() const { return last_; }

private:
    struct hasher;

    void add_digest(const std::array<std::uint8_t, 32>& digest);

    std::unique_ptr<hasher> hasher_;
    std::array<std::uint64_t, 4> sum_{};  // least significant limb first
    std::array<std::uint8_t, 16> last_{};
    std::uint64_t records_ = 0;
};

}  // namespace transforms
