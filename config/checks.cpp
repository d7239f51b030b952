#include "config/checks.hpp"

#include <algorithm>
#include <charconv>

#include "config/suggest.hpp"
#include "config/values.hpp"
#include "schema/scope.hpp"

namespace config {

bool usable(const maybe_written& value, findings& found) {
    if (!value) return false;
    if (value->mistake.empty()) return true;
    found.mistake(value->label() + ": " + value->mistake);
    return false;
}

void refuse_value(const written_value& value, const std::string& rule, findings& found) {
    found.mistake(value.label() + " is '" + value.shown + "': it must be " + rule);
}

void refuse_name(const written_value& value, const std::vector<std::string>& known, findings& found) {
    std::string list;
    for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
    refuse_value(value, (known.size() > 1 ? "one of " : "") + list + did_you_mean(value.text, known), found);
}

void check_whole_number(const maybe_written& value, int least, int most, int& target, findings& found) {
    if (!usable(value, found)) return;
    if (const auto number = parse_whole_number(value->text, least, most))
        target = *number;
    else
        refuse_value(*value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most), found);
}

void check_share(const maybe_written& value, double& target, findings& found) {
    if (!usable(value, found)) return;
    double share = -1;
    const char* const begin = value->text.data();
    const char* const end = begin + value->text.size();
    const auto [stop, error] = std::from_chars(begin, end, share, std::chars_format::fixed);
    if (error == std::errc{} && stop == end && share >= 0 && share <= 1)
        target = share;
    else
        refuse_value(*value, "a share from 0 to 1, e.g. 0.01", found);
}

void check_boolean(const maybe_written& value, bool& target, findings& found) {
    if (!usable(value, found)) return;
    const std::string text = schema::lower_case(value->text);
    if (text == "true" || text == "false")
        target = text == "true";
    else
        refuse_value(*value, "true or false", found);
}

void check_duration(const maybe_written& value, std::optional<std::chrono::seconds>& target, findings& found) {
    if (!usable(value, found)) return;
    target = std::nullopt;
    if (value->text.empty()) return;
    target = parse_duration(value->text);
    if (!target) refuse_value(*value, "a duration such as 50m, 90s or 1h30m", found);
}

secret to_token(const std::string& label, std::string text, findings& found) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    const bool printable = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (text.empty()) found.mistake(label + " holds no token: it is empty");
    if (printable) return secret{std::move(text)};
    found.mistake(label + " holds blanks or control characters inside the token: it must be one line");
    return {};
}

secret to_private_key(const std::string& label, std::string text, findings& found) {
    if (text.find('\n') == text.npos)
        for (std::size_t at = text.find("\\n"); at != text.npos; at = text.find("\\n", at)) text.replace(at, 2, "\n");
    const auto begin = text.find("-----BEGIN "), end = text.rfind("-----END ");
    const bool key =
        begin != text.npos && end != text.npos && begin < end && text.find("PRIVATE KEY-----") != text.npos;
    if (key && text.find("ENCRYPTED") == text.npos) return secret{std::move(text)};
    found.mistake(label + (key ? " holds a key with a passphrase: it must be without one"
                               : " holds no private key: it must be PEM, from -----BEGIN to -----END"));
    return {};
}

}  // namespace config
