#include "sinks/canonical_totals.hpp"

namespace sinks {

key_hash& key_hash::add(std::string_view part) {
    for (const char c : part) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    value_ = (value_ ^ 0xffu) * 0x100000001b3u;  // ends the part: "ab","c" is not "a","bc"
    return *this;
}

std::uint64_t key_hash::finish() const {
    std::uint64_t mixed = value_ ^ (value_ >> 32);
    mixed *= 0xd6e8feb86659fd93u;
    return mixed ^ (mixed >> 32);
}

void canonical_json::name(std::string_view name) {
    if (text_.size() > 1) text_ += ',';
    text_ += '"' + std::string(name) + "\":";
}

void canonical_json::count(std::string_view count_name, std::int64_t value) {
    name(count_name);
    text_ += std::to_string(value);
}

void canonical_json::fingerprint(std::string_view fingerprint_name, std::uint64_t value) {
    name(fingerprint_name);
    text_ += '"' + std::to_string(value) + '"';
}

void canonical_json::sum(std::string_view sum_name, const measure& value) {
    name(sum_name);
    text_ += value.measured ? schema::wide_text(value.total) : "null";
}

}  // namespace sinks
