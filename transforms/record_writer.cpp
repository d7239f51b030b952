#include "transforms/record_writer.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "transforms/json_text.hpp"

namespace transforms {

namespace {

bool is_plain_integer(std::string_view text) { return scan_number(text) == number_kind::integer; }

bool has_value(const field& f, const field_values& values) {
    switch (f.use) {
        case field_use::counter:
            return values.counters[f.slot].has_value();
        case field_use::flag:
            return values.flags[f.slot].has_value();
        case field_use::day:
            return true;
        case field_use::descend:
            return std::any_of(f.children.begin(), f.children.end(),
                               [&values](const field& child) { return has_value(child, values); });
        case field_use::breakdown:
        case field_use::keep:
            return false;
        default:
            return values.texts[f.slot].has_value();
    }
}

bool is_named(const json_member& member, std::string_view name) {
    if (member.key.find('\\') == std::string_view::npos) return member.key == name;
    std::string text;
    if (check_escapes(member.key) == text_fault::none) append_unescaped(text, member.key);
    return text == name;
}

}  // namespace

void record_writer::begin(std::string_view name) {
    if (needs_comma_) out_.push_back(',');
    needs_comma_ = true;
    out_.append("\"").append(name).append("\":");
}

bool record_writer::write_object(field_list fields, const field_values& values, std::string_view extra) {
    std::vector<json_member> kept;
    if (!extra.empty() && !split_members(extra, kept)) return false;
    std::vector<bool> is_written(kept.size(), false);
    out_.push_back('{');
    needs_comma_ = false;
    for (const field& f : fields) {
        const std::string_view* leftover = nullptr;
        for (std::size_t i = 0; i < kept.size() && leftover == nullptr; ++i) {
            if (!is_named(kept[i], f.name)) continue;
            leftover = &kept[i].value;
            is_written[i] = true;
        }
        if (!write_field(f, values, leftover)) return false;
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (is_written[i]) continue;
        begin(kept[i].key);
        out_.append(kept[i].value);
    }
    out_.push_back('}');
    needs_comma_ = true;
    return true;
}

/// `kept` is what `extra` has under the field's name: it wins over columns, except that objects are merged.
bool record_writer::write_field(const field& f, const field_values& values, const std::string_view* kept) {
    const bool merges = f.use == field_use::descend && (kept == nullptr || kept->front() == '{');
    if (kept != nullptr && !merges) {
        begin(f.name);
        out_.append(*kept);
        return true;
    }
    if (f.use == field_use::breakdown) return write_breakdown(f);
    if (kept == nullptr && !has_value(f, values)) return true;
    begin(f.name);
    if (merges) return write_object(f.children, values, kept == nullptr ? std::string_view{} : *kept);
    return write_scalar(f, values);
}

bool record_writer::write_scalar(const field& f, const field_values& values) {
    switch (f.use) {
        case field_use::counter:
            out_.append(std::to_string(*values.counters[f.slot]));
            break;
        case field_use::flag:
            out_.append(*values.flags[f.slot] ? "true" : "false");
            break;
        case field_use::day:
            append_json_string(out_, day_text_);
            break;
        case field_use::decimal:
            out_.append(*values.texts[f.slot]);
            break;
        default: {
            const std::string_view text = *values.texts[f.slot];
            const bool is_number = f.use == field_use::id && f.types.contains(json_type::integer);
            if (is_number && is_plain_integer(text))
                out_.append(text);
            else
                append_json_string(out_, text);
        }
    }
    return true;
}

bool record_writer::write_breakdown(const field& f) {
    bool has_entry = false;
    for (const schema::user_breakdown_row& row : rows_) {
        if (row.breakdown != f.breakdown) continue;
        if (has_entry) {
            out_.push_back(',');
        } else {
            begin(f.name);
            out_.push_back('[');
        }
        has_entry = true;
        if (!write_entry(f, row)) return false;
    }
    if (has_entry) out_.push_back(']');
    return true;
}

bool record_writer::write_entry(const field& f, const schema::user_breakdown_row& row) {
    std::vector<json_member> kept;
    if (!row.extra.empty() && !split_members(row.extra, kept)) return false;
    if (kept.size() == 1 && kept.front().key == "$entries") {  // the original entries, which the row sums up
        std::vector<std::string_view> entries;
        if (!split_elements(kept.front().value, entries) || entries.empty()) return false;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (i > 0) out_.push_back(',');
            out_.append(entries[i]);
        }
        return true;
    }
    field_values values;
    std::copy(row.activity.values.begin(), row.activity.values.end(), values.counters.begin());
    values.texts[ide_slot] = row.ide;
    values.texts[feature_slot] = row.feature;
    values.texts[language_slot] = row.language;
    values.texts[model_slot] = row.model;
    return write_object(f.children, values, row.extra);
}

}  // namespace transforms
