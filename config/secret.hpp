#pragma once
// A value that must never reach any output: it cannot be streamed or formatted, only exposed on purpose.

#include <string>
#include <string_view>
#include <utility>

namespace config {

class secret {
public:
    secret() = default;
    explicit secret(std::string value) : value_{std::move(value)} {}

    bool empty() const { return value_.empty(); }
    /// The value itself; call it only where it goes on the wire. The view lives as long as this object.
    std::string_view expose() const { return value_; }

private:
    std::string value_;
};

}  // namespace config
