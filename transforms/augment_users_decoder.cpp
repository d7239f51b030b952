#include "transforms/augment_users_decoder.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "transforms/augment_extra.hpp"
#include "transforms/augment_rows.hpp"
#include "transforms/augment_tree.hpp"

namespace transforms {

namespace {

/// One or more rows of an editor and a language.
struct editor_rows {
    std::string identity;  ///< as spelled
    std::string ide;
    std::string language;
    std::string editor_spelled;
    std::string language_spelled;
    augment_counts counts{};
    std::string left;                    ///< of a single row
    std::vector<std::string_view> rows;  ///< their texts
    std::string extra;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_text(const std::optional<std::string_view>& text) { return text && !text->empty(); }

}  // namespace

struct augment_users_decoder::state {
    std::optional<schema::day> asked;
    tree_decoder envelope{augment_tree::user_record};
    tree_decoder user{augment_tree::user};
    tree_decoder editor{augment_tree::editor_language};
    augment_parts parts;
    record_error error;

    // of the record at hand
    std::string key;
    std::string email;     ///< as spelled first
    std::string identity;  ///< of the row read last, as spelled
    std::int64_t duplicates = 0;
    bool is_account = false;
    augment_counts counts{};
    std::string left;
    std::vector<std::string_view> users;
    std::vector<editor_rows> editors;
    std::string extra;
    std::vector<schema::user_breakdown_row> breakdown;
    schema::user_row row;

    bool decode(std::string_view padded_record);
    bool read_users();
    bool read_editors();
    bool take_identity(const field_values& values);
    bool take_editor(const field_values& values, std::string_view text, std::string_view leftovers);
    bool drop_repeats();
    bool merge_editors();
    bool make_row();
    bool make_features();
    bool make_editor_rows();
    void make_flags();
    bool fail(record_error met) {
        error = std::move(met);
        return false;
    }
    bool too_large() { return fail({"out_of_range", "a sum of counters does not fit into 64 bits"}); }
    /// A row is the same kind of record as any other; its decoder says what is wrong.
    bool fail_row(tree_decoder& rows, std::string_view list) {
        record_error met = rows.reader().error();
        met.message = std::string(list) + "[]: " + met.message;
        return fail(std::move(met));
    }
};

/// An element of an array as a record of its own: its bytes are followed by the rest of the text and its padding.
bool augment_users_decoder::state::read_users() {
    std::vector<std::string_view> elements;
    const std::string_view array = parts.member("users");
    if (array.empty()) return true;
    if (!split_elements(array, elements)) return fail({"wrong_type", "users: expected an array"});
    for (const std::string_view text : elements) {
        if (!user.decode(text, std::nullopt)) return fail_row(user, "users");
        if (!take_identity(user.values())) return false;
        if (!add_counts(counts, to_counts(user.values()))) return too_large();
        left = user.extra();
        users.push_back(text);
    }
    return true;
}

bool augment_users_decoder::state::read_editors() {
    std::vector<std::string_view> elements;
    const std::string_view array = parts.member("records");
    if (array.empty()) return true;
    if (!split_elements(array, elements)) return fail({"wrong_type", "records: expected an array"});
    for (const std::string_view text : elements) {
        if (!editor.decode(text, std::nullopt)) return fail_row(editor, "records");
        if (!take_identity(editor.values())) return false;
        if (!take_editor(editor.values(), text, editor.extra())) return false;
    }
    return drop_repeats() && merge_editors();
}

bool augment_users_decoder::state::take_identity(const field_values& values) {
    const auto& mail = values.texts[email_slot];
    const auto& account = values.texts[account_slot];
    if (is_text(mail) == is_text(account)) {
        return fail({"bad_identity", is_text(mail) ? "a row has both user_email and service_account_name"
                                                   : "a row has neither user_email nor service_account_name"});
    }
    std::string found{is_text(mail) ? *mail : *account};
    identity = found;
    if (found.size() > key_text_bytes_max)
        return fail({"too_long", "the identity has more than 512 bytes, too many for a key column"});
    if (is_text(mail) && email.empty()) email = found;
    if (is_text(mail)) std::transform(found.begin(), found.end(), found.begin(), lower);
    if (key.empty()) {
        key = std::move(found);
        is_account = is_text(account);
        return true;
    }
    if (key == found && is_account == is_text(account)) return true;
    return fail({"bad_identity", "the rows of one record are of two identities"});
}

bool augment_users_decoder::state::take_editor(const field_values& values, std::string_view text,
                                               std::string_view leftovers) {
    const auto& spelled = values.texts[editor_slot];
    const auto& language = values.texts[augment_language_slot];
    if (!spelled) return fail({"missing_field", "records[].editor: expected a string, found nothing"});
    if (!language) return fail({"missing_field", "records[].language: expected a string, found nothing"});
    if (spelled->size() > key_text_bytes_max || language->size() > key_text_bytes_max)
        return fail({"too_long", "an editor or a language has more than 512 bytes, too many for a key column"});
    editor_rows& one = editors.emplace_back();
    one.identity = identity;
    one.ide = augment_editor_name(*spelled);
    one.language = augment_language_name(*language);
    one.editor_spelled = *spelled;
    one.language_spelled = *language;
    one.counts = to_counts(values);
    one.left = leftovers;
    one.rows.push_back(text);
    return true;
}

/// The same row again, as when pages move while they are read, counts once; another one in its place contradicts it.
bool augment_users_decoder::state::drop_repeats() {
    const auto key_of = [](const editor_rows& one) {
        return std::tie(one.identity, one.editor_spelled, one.language_spelled);
    };
    std::stable_sort(editors.begin(), editors.end(),
                     [&](const editor_rows& a, const editor_rows& b) { return key_of(a) < key_of(b); });
    std::vector<editor_rows> kept;
    for (editor_rows& one : editors) {
        if (kept.empty() || key_of(kept.back()) != key_of(one)) {
            kept.push_back(std::move(one));
            continue;
        }
        if (kept.back().rows != one.rows)
            return fail({"duplicate_row", "records[]: " + one.editor_spelled + " and " + one.language_spelled +
                                              " come twice, with different content"});
        ++duplicates;
    }
    editors = std::move(kept);
    return true;
}

/// Rows whose names differ in spelling only become one.
bool augment_users_decoder::state::merge_editors() {
    const auto key_of = [](const editor_rows& one) { return std::tie(one.ide, one.language); };
    std::stable_sort(editors.begin(), editors.end(),
                     [&](const editor_rows& a, const editor_rows& b) { return key_of(a) < key_of(b); });
    std::vector<editor_rows> merged;
    for (editor_rows& one : editors) {
        if (merged.empty() || key_of(merged.back()) != key_of(one)) {
            merged.push_back(std::move(one));
            continue;
        }
        if (!add_counts(merged.back().counts, one.counts)) return too_large();
        merged.back().rows.push_back(one.rows.front());
    }
    editors = std::move(merged);
    for (editor_rows& one : editors) {
        augment_leftovers kept{one.left, {}, one.editor_spelled, one.language_spelled};
        if (one.rows.size() > 1) kept = {{}, one.rows, {}, {}};
        append_augment_extra(one.extra, kept, augment_map::kept_without_features, one.counts);
    }
    return true;
}

bool augment_users_decoder::state::make_features() {
    for (const std::string_view feature : augment_map::features) {
        schema::user_breakdown_row part;
        part.breakdown = "feature";
        part.feature = feature;
        if (!to_activity(feature, counts, part.activity)) return too_large();
        if (part.activity != schema::activity{}) breakdown.push_back(part);
    }
    return true;
}

bool augment_users_decoder::state::make_editor_rows() {
    for (const editor_rows& one : editors) {
        schema::user_breakdown_row part;
        part.breakdown = "language_ide";
        part.ide = one.ide;
        part.language = one.language;
        part.extra = one.extra;
        if (!to_activity("", one.counts, part.activity)) return too_large();
        breakdown.push_back(part);
    }
    return true;
}

void augment_users_decoder::state::make_flags() {
    for (const augment_map::flag_mapping& one : augment_map::flags) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (!one.from.contains(i) || !counts[i]) continue;
            row.flags[one.flag] = row.flags[one.flag].value_or(false) || *counts[i] > 0;
        }
    }
}

bool augment_users_decoder::state::make_row() {
    row = schema::user_row{};
    row.user_key = key;
    if (is_account)
        row.user_kind = "service_account";
    else
        row.user_email = email;
    if (!to_activity("", counts, row.activity)) return too_large();
    if (!add_up(augment_map::cli_prompts, counts, row.cli[augment_map::cli_prompts_column])) return too_large();
    make_flags();
    augment_leftovers kept{left, {}, {}, {}};
    if (users.size() > 1) kept = {{}, users, {}, {}};
    append_augment_extra(extra, kept, augment_map::kept, counts);
    row.extra = extra;
    if (!make_features() || !make_editor_rows()) return false;
    row.breakdown = breakdown;
    return true;
}

bool augment_users_decoder::state::decode(std::string_view padded_record) {
    key.clear();
    email.clear();
    identity.clear();
    duplicates = 0;
    left.clear();
    extra.clear();
    is_account = false;
    counts = {};
    users.clear();
    editors.clear();
    breakdown.clear();
    if (!envelope.decode(padded_record, asked)) return fail(envelope.reader().error());
    if (!envelope.day()) return fail({"missing_field", "day: expected a day, found nothing"});
    parts.split(envelope.extra());
    if (!read_users() || !read_editors()) return false;
    if (key.empty()) return fail({"missing_field", "users: expected a row of an identity, found nothing"});
    return make_row();
}

std::string augment_editor_name(std::string_view spelled) {
    std::string name;
    for (const char c : spelled)
        if (c != ' ') name += lower(c);
    return name;
}

std::string augment_language_name(std::string_view spelled) {
    std::string name{spelled};
    std::transform(name.begin(), name.end(), name.begin(), lower);
    return name;
}

augment_users_decoder::augment_users_decoder(std::optional<schema::day> asked) : state_(std::make_unique<state>()) {
    state_->asked = asked;
}
augment_users_decoder::~augment_users_decoder() = default;
augment_users_decoder::augment_users_decoder(augment_users_decoder&&) noexcept = default;
augment_users_decoder& augment_users_decoder::operator=(augment_users_decoder&&) noexcept = default;

bool augment_users_decoder::decode(std::string_view padded_record) { return state_->decode(padded_record); }
const schema::user_row& augment_users_decoder::row() const { return state_->row; }
schema::day augment_users_decoder::day() const { return state_->envelope.day().value_or(schema::day{}); }
std::int64_t augment_users_decoder::duplicates() const { return state_->duplicates; }
const record_error& augment_users_decoder::error() const { return state_->error; }
const drift_counter& augment_users_decoder::drift() const { return state_->envelope.reader().drift(); }
drift_counter& augment_users_decoder::drift() { return state_->envelope.reader().drift(); }

}  // namespace transforms
