#include "transforms/csv_row.hpp"

#include "transforms/canonical_json.hpp"

namespace transforms {

bool looks_like_a_formula(std::string_view text) {
    if (!text.empty() && (text.front() == '\t' || text.front() == '\r' || text.front() == '\n')) return true;
    while (!text.empty() && (text.front() == ' ' || text.starts_with("\u00a0")))  // importers trim blanks
        text.remove_prefix(text.front() == ' ' ? 1 : std::string_view("\u00a0").size());
    for (const std::string_view sign : {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n"})
        if (text.starts_with(sign)) return true;
    return false;
}

namespace {

/// Also where apostrophes stand in front already, so that taking one off gives every text back.
bool needs_apostrophe(std::string_view text) {
    while (text.starts_with('\'')) text.remove_prefix(1);
    return looks_like_a_formula(text);
}

}  // namespace

void csv_row::separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
}

void csv_row::text(const std::optional<std::string_view>& value) {
    separate();
    if (!value) return;
    const bool defused = needs_apostrophe(*value);
    if (!value->empty() && value->find_first_of(",\"\r\n") == value->npos) {
        if (defused) out_.push_back('\'');
        out_.append(*value);
        return;
    }
    out_.append(defused ? "\"'" : "\"");
    for (const char c : *value) {
        if (c == '"') out_.push_back('"');
        out_.push_back(c);
    }
    out_.push_back('"');
}

void csv_row::integer(const std::optional<std::int64_t>& value) {
    separate();
    if (value) out_.append(std::to_string(*value));
}

void csv_row::sum(const schema::measure& value) {
    separate();
    if (value.measured) out_.append(schema::wide_text(value.total));
}

void csv_row::boolean(const std::optional<bool>& value) {
    separate();
    if (value) out_.append(*value ? "true" : "false");
}

void csv_row::decimal(const std::optional<std::string_view>& value) {
    separate();
    if (value) append_canonical_number(out_, *value);
}

}  // namespace transforms
