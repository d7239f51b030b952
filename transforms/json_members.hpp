#pragma once
// Writes one JSON object member after member, for the files that we export: an unknown value is null, never left out.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace transforms {

/// Appends to a string that it borrows. Names are plain: they are not escaped.
class json_members {
public:
    explicit json_members(std::string& out) : out_{out} { out_.push_back('{'); }

    void text(std::string_view name, const std::optional<std::string_view>& value);
    void integer(std::string_view name, const std::optional<std::int64_t>& value);
    void boolean(std::string_view name, const std::optional<bool>& value);
    /// A number as the database spells it; null for what is no number.
    void decimal(std::string_view name, const std::optional<std::string_view>& value);
    /// The text of a JSON object, canonical; null where it is empty. False, and the record broken, for anything else.
    bool object(std::string_view name, std::string_view value);
    /// Begins a member whose value the caller appends.
    std::string& begin(std::string_view name);

    void close() { out_.push_back('}'); }

private:
    std::string& out_;
    bool first_ = true;
};

}  // namespace transforms
