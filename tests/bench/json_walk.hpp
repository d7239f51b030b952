#pragma once
// The reference of the parse benchmark: what simdjson's on-demand parser needs to visit every value of a record.

#include <cstdint>
#include <memory>
#include <string_view>

namespace bench {

class json_walk {
public:
    json_walk();
    ~json_walk();
    json_walk(const json_walk&) = delete;
    json_walk& operator=(const json_walk&) = delete;

    /// Visits every member and element of one JSON object and converts every scalar: numbers to 64 bits, strings to
    /// UTF-8. `padded_record` has transforms::record_padding_bytes readable bytes behind it. Throws simdjson_error.
    void visit(std::string_view padded_record);

    /// Scalars visited so far.
    std::uint64_t values() const { return values_; }
    /// Depends on every scalar, so that none can be left out.
    std::uint64_t checksum() const { return checksum_; }

private:
    struct parser;

    template <typename Value>
    void visit_value(Value&& value);

    std::unique_ptr<parser> parser_;
    std::uint64_t values_ = 0;
    std::uint64_t checksum_ = 0;
};

}  // namespace bench
