#pragma once
// Reads the JSON that we write with another library than the one (none) it was written with.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace pipelines::testing {

/// Parsed JSON; throws for anything else, which ends the test.
class json_check {
public:
    explicit json_check(const std::string& text) {
        const auto error = parser_.parse(text).get(root_);
        if (error) throw std::runtime_error(std::string(simdjson::error_message(error)) + " in " + text.substr(0, 400));
    }

    simdjson::dom::element root() const { return root_; }

    std::string text(const char* pointer) const {
        std::string_view value;
        EXPECT_EQ(root_.at_pointer(pointer).get(value), simdjson::SUCCESS) << pointer;
        return std::string(value);
    }

    std::int64_t number(const char* pointer) const {
        std::int64_t value = -1;
        EXPECT_EQ(root_.at_pointer(pointer).get(value), simdjson::SUCCESS) << pointer;
        return value;
    }

    /// Names of the members of the object at `pointer`, in their order; "" is the root.
    std::vector<std::string> members(const char* pointer) const {
        std::vector<std::string> names;
        simdjson::dom::object object;
        EXPECT_EQ(root_.at_pointer(pointer).get(object), simdjson::SUCCESS) << pointer;
        for (const auto field : object) names.emplace_back(field.key);
        return names;
    }

private:
    simdjson::dom::parser parser_;
    simdjson::dom::element root_;
};

}  // namespace pipelines::testing
