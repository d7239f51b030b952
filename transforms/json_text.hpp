#pragma once
// JSON text as text: escapes, numbers and members without a parser's tree, for values that are handed on as they are.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace transforms {

/// Space, tab, line feed, carriage return.
constexpr bool is_json_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// `text` without JSON blanks at either end.
std::string_view trim_json_blanks(std::string_view text);

/// What is wrong with the escapes of a string.
enum class text_fault { none, bad_escape, nul_character, unpaired_surrogate };

/// Checks the body of a JSON string (between its quotes; UTF-8 and free of control characters already).
text_fault check_escapes(std::string_view body);

/// Appends the body of a JSON string with its escapes resolved; never longer than `body`. check_escapes() was fine.
void append_unescaped(std::string& out, std::string_view body);

/// Appends `text`, valid UTF-8, as a JSON string in quotes; every control character is escaped.
void append_json_string(std::string& out, std::string_view text);

/// What a number is to us. `unstorable` is well-formed, but beyond PostgreSQL's NUMERIC.
enum class number_kind { malformed, integer, decimal, unstorable };

/// Classifies a token of RFC 8259's number grammar; blanks may follow it, nothing else.
number_kind scan_number(std::string_view token);

/// Copies the one value that begins at `text`, valid JSON, without blanks between its tokens.
void append_compact(std::string& out, std::string_view text);

/// A member of an object in JSON text; views into that text, the key without quotes and with its escapes.
struct json_member {
    std::string_view key;
    std::string_view value;
};

/// The members of `object` in order, replacing `members`. False when it is not the text of one object; only the
/// structure is checked, as the text comes out of a column of type JSON.
bool split_members(std::string_view object, std::vector<json_member>& members);

/// The elements of `array` in order, replacing `elements`; false as above.
bool split_elements(std::string_view array, std::vector<std::string_view>& elements);

}  // namespace transforms
