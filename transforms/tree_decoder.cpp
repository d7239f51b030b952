#include "transforms/tree_decoder.hpp"

#include <algorithm>
#include <cstring>

namespace transforms {

namespace {

constexpr std::string_view entries_key = "$entries";

bool is_null(std::string_view token) { return token.substr(0, 4) == "null" && trim_json_blanks(token).size() == 4; }

/// Nearly every value is a small count, so this is inlined where members are read. False: something else.
inline bool read_integer(std::string_view token, std::optional<std::int64_t>& to) {
    const bool negative = token.front() == '-';
    const std::size_t first = negative ? 1 : 0;
    const std::size_t digits_end = std::min(token.size(), first + 19);
    std::size_t at = first;
    std::uint64_t magnitude = 0;
    for (; at < digits_end && token[at] >= '0' && token[at] <= '9'; ++at) {
        magnitude = magnitude * 10 + static_cast<std::uint64_t>(token[at] - '0');
    }
    if (at == first || (token[first] == '0' && at != first + 1)) return false;
    if (at != token.size() && !trim_json_blanks(token.substr(at)).empty()) return false;
    constexpr std::uint64_t limit = std::uint64_t{1} << 63U;
    if (magnitude >= limit + (negative ? 1 : 0)) return false;
    to = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
    return true;
}

int key_order(const schema::user_breakdown_row& a, const schema::user_breakdown_row& b) {
    if (a.breakdown.data() != b.breakdown.data()) {  // the tree's texts: one place for each name
        if (const int order = a.breakdown.compare(b.breakdown)) return order;
    }
    if (const int order = a.ide.compare(b.ide)) return order;
    if (const int order = a.feature.compare(b.feature)) return order;
    if (const int order = a.language.compare(b.language)) return order;
    return a.model.compare(b.model);
}

}  // namespace

/// The members of one object that no column holds, written as they come; opens its braces with the first of them.
struct tree_decoder::leftover {
    std::string& out;
    leftover* up = nullptr;
    std::string_view key{};  // of this object in the one above
    bool is_open = false;
    bool has_member = false;

    void open() {
        if (is_open) return;
        if (up != nullptr) up->begin_member(key);
        out.push_back('{');
        is_open = true;
    }
    void begin_member(std::string_view raw_key) {
        open();
        if (has_member) out.push_back(',');
        has_member = true;
        out.append("\"").append(raw_key).append("\":");
    }
    void close() {
        if (is_open) out.push_back('}');
    }
};

bool tree_decoder::decode(std::string_view padded_record, std::optional<schema::day> asked) {
    if (asked != asked_ || asked_text_.empty()) {
        asked_ = asked;
        asked_text_ = asked ? asked->text() : "a day";
    }
    record_ = padded_record;
    values_ = {};
    day_.reset();
    extra_.clear();
    row_extra_.clear();
    parsed_.clear();
    object root;
    leftover rest{extra_};
    const slots to{values_.counters.data(), values_.flags.data(), values_.texts.data()};
    if (!reader_.open(padded_record, root)) return false;
    if (!read_object(root, fields_, to, rest, nullptr, 1) || !reader_.close()) return false;
    rest.close();
    return finish_rows();
}

bool tree_decoder::read_object(object& members, field_list fields, const slots& to, leftover& rest,
                               const path_link* path, int depth) {
    const std::size_t mark = reader_.keys_mark();
    std::uint64_t seen = 0;
    std::size_t next = 0;
    bool is_empty = true;
    for (auto&& result : members) {
        if (result.error() != simdjson::SUCCESS) return reader_.fail_parse(result.error());
        simdjson::ondemand::field& member =
            result.value_unsafe();  // in place: a copy stalls the processor's store buffer
        is_empty = false;
        const char* const raw = member.key().raw();
        std::size_t index = find_field(fields, next, raw);
        member_key key;
        if (index == no_field) {
            if (!reader_.key_at(raw, path_link{path, "?", false}, key)) return false;
            if (key.raw.size() != key.name.size()) index = find_field(fields, key.name);
        }
        if (index == no_field) {
            reader_.note_key(key.name);
            static constexpr field undocumented{};
            const path_link here{path, key.name, false};
            if (!keep_member(member.value(), &undocumented, key.raw, rest, here, depth)) return false;
            continue;
        }
        const path_link here{path, fields[index].name, false};
        const std::uint64_t bit = std::uint64_t{1} << index;
        if ((seen & bit) != 0) return reader_.fail("duplicate_key", &here, "the name occurs twice in one object");
        seen |= bit;
        next = index + 1;
        const field& f = fields[index];
        if (f.use == field_use::counter) {
            std::string_view token;
            if (!reader_.token_of(member.value(), token)) return false;
            if (read_integer(token, to.counters[f.slot])) continue;
        }
        if (!read_member(f, member.value(), to, rest, here, depth)) return false;
    }
    if (is_empty) rest.open();
    return reader_.keys_mark() == mark || reader_.check_keys(mark, path);
}

bool tree_decoder::read_member(const field& f, value& found, const slots& to, leftover& rest, const path_link& path,
                               int depth) {
    if (f.use == field_use::keep) return keep_member(found, &f, f.name, rest, path, depth);
    std::string_view token;
    if (!reader_.token_of(found, token)) return false;
    if (is_null(token) && f.use != field_use::dimension) {
        if (f.use == field_use::day) return reader_.fail("missing_field", &path, "expected a day, found null");
        rest.begin_member(f.name);
        rest.out.append("null");
        return true;
    }
    switch (f.use) {
        case field_use::flag:
            return read_flag(token, path, to.flags[f.slot]);
        case field_use::day:
            return read_day(token, path);
        case field_use::breakdown:
            return read_breakdown(f, found, rest, path, depth);
        case field_use::descend: {
            if (token.front() != '{') return reader_.fail_type(path, "an object", token);
            auto members = found.get_object();
            if (members.error() != simdjson::SUCCESS) return reader_.fail_parse(members.error());
            leftover inner{rest.out, &rest, f.name};
            if (!read_object(members.value_unsafe(), f.children, to, inner, &path, depth + 1)) return false;
            inner.close();
            return true;
        }
        case field_use::counter:
            return refuse_counter(token, path);
        default:
            return read_text(f, token, path, rest, to.texts[f.slot]);
    }
}

/// What is no plain integer of 64 bits.
bool tree_decoder::refuse_counter(std::string_view token, const path_link& path) {
    json_type type{};
    if (!reader_.type_of(token, path, type)) return false;
    if (type != json_type::integer) return reader_.fail_type(path, "an integer", token);
    return reader_.fail("out_of_range", &path, "the integer does not fit into 64 bits");
}

bool tree_decoder::read_flag(std::string_view token, const path_link& path, std::optional<bool>& to) {
    if (token.front() != 't' && token.front() != 'f') return reader_.fail_type(path, "a boolean", token);
    json_type type{};
    if (!reader_.type_of(token, path, type)) return false;
    to = token.front() == 't';
    return true;
}

/// Texts, decimals, ids and dimensions.
bool tree_decoder::read_text(const field& f, std::string_view token, const path_link& path, leftover& rest,
                             std::optional<std::string_view>& to) {
    json_type type = json_type::string;
    if (token.front() != '"' && !reader_.type_of(token, path, type)) return false;
    const bool is_string = type == json_type::string;
    const bool is_integer = type == json_type::integer;
    std::string_view text = trim_json_blanks(token);
    if (is_string && f.use != field_use::decimal && !reader_.text_of(token, path, text)) return false;
    switch (f.use) {
        case field_use::decimal:
            if (!is_integer && type != json_type::number) return reader_.fail_type(path, "a number", token);
            break;
        case field_use::id:
            if (!is_string && !is_integer) return reader_.fail_type(path, "an integer or a string", token);
            break;
        default:
            if (!is_string) return reader_.fail_type(path, "a string", token);
    }
    if (f.use == field_use::id && !f.types.contains(type)) {
        rest.begin_member(f.name);
        rest.out.append(trim_json_blanks(token));
    }
    const bool is_key = f.use == field_use::id || f.use == field_use::dimension;
    if (is_key && text.size() > key_text_bytes_max) {
        return reader_.fail("too_long", &path, "the text has more than 512 bytes, too many for a key column");
    }
    to = text;
    return true;
}

bool tree_decoder::read_day(std::string_view token, const path_link& path) {
    if (token.front() != '"') return reader_.fail_type(path, asked_text_, token);
    std::string_view text;
    if (!reader_.text_of(token, path, text)) return false;
    const bool is_asked = asked_ && text == asked_text_;
    day_ = is_asked ? asked_ : asked_ ? std::nullopt : schema::day::parse(text);
    if (day_) return true;
    std::string message = "expected " + asked_text_ + ", found ";
    append_json_string(message, shortened(text, 40));
    return reader_.fail("wrong_day", &path, message);
}

bool tree_decoder::read_breakdown(const field& f, value& found, leftover& rest, const path_link& path, int depth) {
    std::string_view token;
    if (!reader_.token_of(found, token)) return false;
    if (token.front() != '[') return reader_.fail_type(path, "an array", token);
    auto entries = found.get_array();
    if (entries.error() != simdjson::SUCCESS) return reader_.fail_parse(entries.error());
    const path_link here{&path, {}, true};
    bool is_empty = true;
    for (auto&& result : entries.value_unsafe()) {
        if (result.error() != simdjson::SUCCESS) return reader_.fail_parse(result.error());
        is_empty = false;
        if (!read_entry(f, result.value_unsafe(), here, depth + 2)) return false;
    }
    if (is_empty) {
        rest.begin_member(f.name);
        rest.out.append("[]");
    }
    return true;
}

bool tree_decoder::read_entry(const field& f, value& found, const path_link& path, int depth) {
    std::string_view token;
    if (!reader_.token_of(found, token)) return false;
    if (token.front() != '{') return reader_.fail_type(path, "an object", token);
    auto members = found.get_object();
    if (members.error() != simdjson::SUCCESS) return reader_.fail_parse(members.error());
    parsed_row& parsed = parsed_.emplace_back();
    parsed.source = record_.substr(static_cast<std::size_t>(token.data() - record_.data()));
    parsed.extra_begin = row_extra_.size();
    std::array<std::optional<std::string_view>, dimension_count> dimensions;
    leftover rest{row_extra_};
    const slots to{parsed.row.activity.values.data(), nullptr, dimensions.data()};
    if (!read_object(members.value_unsafe(), f.children, to, rest, &path, depth)) return false;
    rest.close();
    parsed.extra_end = row_extra_.size();
    for (const field& child : f.children) {
        if (child.use != field_use::dimension || dimensions[child.slot]) continue;
        const path_link missing{&path, child.name, false};
        return reader_.fail("missing_field", &missing, "expected a string, found nothing");
    }
    parsed.row.breakdown = f.breakdown;
    parsed.row.ide = dimensions[ide_slot].value_or("");
    parsed.row.feature = dimensions[feature_slot].value_or("");
    parsed.row.language = dimensions[language_slot].value_or("");
    parsed.row.model = dimensions[model_slot].value_or("");
    return true;
}

bool tree_decoder::keep_member(value& found, const field* known, std::string_view raw_key, leftover& rest,
                               const path_link& path, int depth) {
    rest.begin_member(raw_key);
    // A vendor's own "$entries" in an entry would look like ours on the way back.
    if (path.name == entries_key && !parsed_.empty() && &rest.out == &row_extra_) parsed_.back().whole = true;
    return reader_.keep(found, known, path, depth, &rest.out);
}

bool tree_decoder::finish_rows() {
    order_.clear();
    rows_.clear();
    extra_spans_.clear();
    for (const parsed_row& parsed : parsed_) order_.push_back(&parsed);
    std::sort(order_.begin(), order_.end(), [](const parsed_row* a, const parsed_row* b) {
        const auto order = key_order(a->row, b->row);
        return order != 0 ? order < 0 : a < b;  // equal ones in the order of the record
    });
    for (std::size_t first = 0; first < order_.size();) {
        std::size_t last = first + 1;
        while (last < order_.size() && key_order(order_[last]->row, order_[first]->row) == 0) ++last;
        if (!make_row(std::span(order_).subspan(first, last - first))) return false;
        first = last;
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) {  // only now does row_extra_ stay where it is
        rows_[i].extra = std::string_view(row_extra_).substr(extra_spans_[i].begin, extra_spans_[i].size);
    }
    return true;
}

/// One row of the entries with one key. Several are summed, and kept as they were in the row's `extra`.
bool tree_decoder::make_row(std::span<const parsed_row* const> entries) {
    const parsed_row& parsed = *entries.front();
    schema::user_breakdown_row& row = rows_.emplace_back(parsed.row);
    if (entries.size() == 1 && !parsed.whole) {
        extra_spans_.push_back({parsed.extra_begin, parsed.extra_end - parsed.extra_begin});
        return true;
    }
    for (const parsed_row* other : entries.subspan(1)) {
        for (std::size_t i = 0; i < row.activity.values.size(); ++i) {
            auto& sum = row.activity.values[i];
            const auto& addend = other->row.activity.values[i];
            if (!addend) continue;
            std::int64_t total = 0;
            if (__builtin_add_overflow(sum.value_or(0), *addend, &total)) {
                const path_link measure{nullptr, schema::activity_columns[i], false};
                return reader_.fail("out_of_range", &measure, "the sum over equal entries does not fit into 64 bits");
            }
            sum = total;
        }
    }
    const std::size_t begin = row_extra_.size();
    row_extra_.append("{\"").append(entries_key).append("\":");
    char before = '[';
    for (const parsed_row* entry : entries) {
        row_extra_.push_back(before);
        before = ',';
        append_compact(row_extra_, entry->source);
    }
    row_extra_.append("]}");
    extra_spans_.push_back({begin, row_extra_.size() - begin});
    return true;
}

}  // namespace transforms
