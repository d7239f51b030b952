#pragma once
// Turns written values into typed ones; each check says what was meant, in the same words for file, variable and flag.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/findings.hpp"
#include "config/secret.hpp"

namespace config {

using maybe_written = std::optional<written_value>;

/// True where there is a text to look at; says the value's own mistake where it has one.
bool usable(const maybe_written& value, findings& found);

/// Each sets `target` where the value is given and right, adds a mistake where it is wrong.
void check_whole_number(const maybe_written& value, int least, int most, int& target, findings& found);
void check_share(const maybe_written& value, double& target, findings& found);
void check_boolean(const maybe_written& value, bool& target, findings& found);
/// An empty text is no duration, which is right.
void check_duration(const maybe_written& value, std::optional<std::chrono::seconds>& target, findings& found);

/// `LABEL is 'VALUE': it must be RULE`.
void refuse_value(const written_value& value, const std::string& rule, findings& found);

/// `LABEL is 'VALUE': it must be one of a, b, c (did you mean b?)`.
void refuse_name(const written_value& value, const std::vector<std::string>& known, findings& found);

/// A token is any text of one line without blanks (DESIGN: opaque). Empty after a mistake.
secret to_token(const std::string& label, std::string text, findings& found);

/// A private key in PEM; `\n` written as two characters becomes a line end, as CI systems pass it. Empty after a
/// mistake.
secret to_private_key(const std::string& label, std::string text, findings& found);

}  // namespace config
