#include "transforms/content_digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

#include "transforms/record_framer.hpp"

namespace transforms {

/// SHA-256 through EVP, which picks the processor's own instructions; algorithm and context are set up once.
struct content_digest::hasher {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    hasher() = default;
    hasher(const hasher&) = delete;
    hasher& operator=(const hasher&) = delete;
    ~hasher() {
        EVP_MD_CTX_free(context);
        EVP_MD_free(algorithm);
    }

    std::array<std::uint8_t, 32> digest(std::string_view first, std::string_view second) const {
        std::array<std::uint8_t, 32> result{};
        const bool done = EVP_DigestInit_ex2(context, algorithm, nullptr) == 1 &&
                          EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                          (second.empty() || EVP_DigestUpdate(context, second.data(), second.size()) == 1) &&
                          EVP_DigestFinal_ex(context, result.data(), nullptr) == 1;
        if (!done) throw std::runtime_error("OpenSSL could not compute a SHA-256");
        return result;
    }
};

content_digest::content_digest() : hasher_(std::make_unique<hasher>()) {
    if (hasher_->algorithm == nullptr || hasher_->context == nullptr) {
        throw std::runtime_error("OpenSSL offers no SHA-256");
    }
}

content_digest::~content_digest() = default;
content_digest::content_digest(content_digest&& other) noexcept = default;
content_digest& content_digest::operator=(content_digest&& other) noexcept = default;

void content_digest::add(std::string_view record) { add_digest(hasher_->digest(record, {})); }

void content_digest::add(const framed_record& record) {
    if (record.oversize) {
        add_digest(hasher_->digest(record.bytes, "\n" + std::to_string(record.length)));
    } else {
        add(record.bytes);
    }
}

void content_digest::add_digest(const std::array<std::uint8_t, 32>& digest) {
    std::copy_n(digest.begin(), last_.size(), last_.begin());
    std::uint64_t carry = 0;
    for (std::size_t limb = 0; limb < sum_.size(); ++limb) {
        std::uint64_t value = 0;
        for (std::size_t byte = 0; byte < 8; ++byte) value = value << 8U | digest[24 - limb * 8 + byte];
        const std::uint64_t with_carry = value + carry;
        carry = with_carry < carry ? 1 : 0;
        sum_[limb] += with_carry;
        carry += sum_[limb] < with_carry ? 1 : 0;
    }
    ++records_;
}

void content_digest::merge(const content_digest& other) {
    std::uint64_t carry = 0;
    for (std::size_t limb = 0; limb < sum_.size(); ++limb) {
        const std::uint64_t with_carry = other.sum_[limb] + carry;
        carry = with_carry < carry ? 1 : 0;
        sum_[limb] += with_carry;
        carry += sum_[limb] < with_carry ? 1 : 0;
    }
    records_ += other.records_;
}

std::string content_digest::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(64);
    for (std::size_t limb = sum_.size(); limb-- > 0;) {
        for (unsigned shift = 64; shift > 0; shift -= 4) text.push_back(digits[sum_[limb] >> (shift - 4) & 0xFU]);
    }
    return text;
}

}  // namespace transforms
