#include "transforms/record_reader.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "transforms/record_walk.hpp"

namespace transforms {

namespace od = simdjson::ondemand;

namespace {

constexpr std::size_t path_bytes_shown_max = 120;

void append_path(std::string& out, const path_link* path) {
    if (path == nullptr) return;
    append_path(out, path->up);
    if (path->is_element) {
        out.append("[]");
        return;
    }
    if (!out.empty()) out.push_back('.');
    out.append(path->name);
}

/// `token` is `atom` with nothing but blanks behind it.
bool is_atom(std::string_view token, std::string_view atom) {
    return token.substr(0, atom.size()) == atom && trim_json_blanks(token.substr(atom.size())).empty();
}

std::string_view reason_of(text_fault fault) {
    switch (fault) {
        case text_fault::nul_character:
            return "nul_character";
        case text_fault::unpaired_surrogate:
            return "unpaired_surrogate";
        default:
            return "malformed_json";
    }
}

std::string_view message_of(text_fault fault) {
    switch (fault) {
        case text_fault::nul_character:
            return "the string has the character U+0000, which no database stores";
        case text_fault::unpaired_surrogate:
            return "the string has half of a surrogate pair";
        default:
            return "the string has an escape that JSON does not know";
    }
}

}  // namespace

std::string_view shortened(std::string_view text, std::size_t bytes_max) {
    std::size_t size = std::min(text.size(), bytes_max);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    return text.substr(0, size);
}

bool record_reader::open(std::string_view padded_record, od::object& root) {
    record_ = trim_json_blanks(padded_record);
    keys_.clear();
    unescaped_.clear();
    has_escapes_ = std::memchr(record_.data(), '\\', record_.size()) != nullptr;
    if (has_escapes_) unescaped_.reserve(record_.size());
    const simdjson::padded_string_view view(record_.data(), record_.size(),
                                            record_.size() + simdjson::SIMDJSON_PADDING);
    if (const auto code = parser_.iterate(view).get(document_)) return fail_parse(code);
    if (record_.front() != '{') {
        const std::string_view token = record_;
        if (token.front() == '[') return fail("not_an_object", nullptr, "expected an object, found an array");
        json_type type{};
        if (!type_of(token, path_link{}, type)) return false;
        return fail("not_an_object", nullptr, "expected an object, found " + std::string(with_article(type)));
    }
    if (const auto code = document_.get_object().get(root)) return fail_parse(code);
    return true;
}

bool record_reader::close() {
    if (document_.current_location().error() == simdjson::OUT_OF_BOUNDS) return true;
    return fail("malformed_json", nullptr, "something follows the end of the record");
}

bool record_reader::type_of(std::string_view token, const path_link& path, json_type& type) {
    bool valid = true;
    switch (token.front()) {
        case '{':
            type = json_type::object;
            break;
        case '[':
            type = json_type::array;
            break;
        case '"':
            type = json_type::string;
            break;
        case 't':
            type = json_type::boolean;
            valid = is_atom(token, "true");
            break;
        case 'f':
            type = json_type::boolean;
            valid = is_atom(token, "false");
            break;
        case 'n':
            type = json_type::null;
            valid = is_atom(token, "null");
            break;
        default: {
            const number_kind kind = scan_number(token);
            if (kind == number_kind::unstorable) return fail("out_of_range", &path, "the number has too many digits");
            valid = kind != number_kind::malformed;
            type = kind == number_kind::integer ? json_type::integer : json_type::number;
        }
    }
    if (valid) return true;
    return fail("malformed_json", &path, "not a JSON value: " + std::string(shortened(trim_json_blanks(token), 40)));
}

bool record_reader::check_body(std::string_view body, const path_link& path) {
    const text_fault fault = check_escapes(body);
    return fault == text_fault::none || fail(reason_of(fault), &path, message_of(fault));
}

bool record_reader::text_of(std::string_view token, const path_link& path, std::string_view& text) {
    while (is_json_blank(token.back())) token.remove_suffix(1);
    if (token.size() < 2 || token.back() != '"') return fail("malformed_json", &path, "the string does not end");
    text = token.substr(1, token.size() - 2);
    if (!has_escapes_ || text.find('\\') == std::string_view::npos) return true;
    if (!check_body(text, path)) return false;
    const std::size_t from = unescaped_.size();
    append_unescaped(unescaped_, text);
    text = std::string_view(unescaped_).substr(from);
    return true;
}

bool record_reader::key_at(const char* raw, const path_link& path, member_key& key) {
    const char* const end = record_.data() + record_.size();
    const char* quote = raw;
    for (;;) {
        quote = static_cast<const char*>(std::memchr(quote, '"', static_cast<std::size_t>(end - quote)));
        if (quote == nullptr) return fail_parse(simdjson::TAPE_ERROR);
        const char* slash = quote;
        while (slash > raw && slash[-1] == '\\') --slash;
        if ((quote - slash) % 2 == 0) break;
        ++quote;
    }
    key.raw = std::string_view(raw, static_cast<std::size_t>(quote - raw));
    key.name = key.raw;
    if (!has_escapes_ || key.raw.find('\\') == std::string_view::npos) return true;
    if (!check_body(key.raw, path)) return false;
    const std::size_t from = unescaped_.size();
    append_unescaped(unescaped_, key.raw);
    key.name = std::string_view(unescaped_).substr(from);
    return true;
}

bool record_reader::keep(od::value& value, const field* known, const path_link& path, int depth, std::string* out) {
    std::string_view token;
    json_type type{};
    if (!token_of(value, token) || !type_of(token, path, type)) return false;
    if (known != nullptr && !known->types.contains(type)) {
        note_drift(path, type);
        known = nullptr;
    }
    if (type == json_type::object) {
        auto object = value.get_object();
        if (object.error() != simdjson::SUCCESS) return fail_parse(object.error());
        return keep_object(object.value_unsafe(), known != nullptr ? known->children : field_list{}, &path, depth + 1,
                           out);
    }
    if (type == json_type::array) {
        auto array = value.get_array();
        if (array.error() != simdjson::SUCCESS) return fail_parse(array.error());
        return keep_array(array.value_unsafe(), known, path, depth + 1, out);
    }
    while (is_json_blank(token.back())) token.remove_suffix(1);
    if (type == json_type::string) {
        if (token.size() < 2 || token.back() != '"') return fail("malformed_json", &path, "the string does not end");
        if (has_escapes_ && !check_body(token.substr(1, token.size() - 2), path)) return false;
    }
    if (out != nullptr) out->append(token);
    return true;
}

bool record_reader::keep_object(od::object& object, field_list known, const path_link* path, int depth,
                                std::string* out) {
    if (depth > record_depth_max) return fail("too_deep", path, "nested deeper than 128 levels");
    static constexpr field undocumented{};
    const std::size_t mark = keys_mark();
    std::size_t next = 0;
    char before = '{';
    for (auto&& result : object) {
        if (result.error() != simdjson::SUCCESS) return fail_parse(result.error());
        od::field& member = result.value_unsafe();
        member_key key;
        const char* const raw = member.key().raw();
        const field* child = known.empty() ? nullptr : &undocumented;
        if (const std::size_t index = find_field(known, next, raw); index != no_field) {
            child = &known[index];
            key.raw = key.name = child->name;
            next = index + 1;
        } else {
            if (!key_at(raw, path_link{path, "?", false}, key)) return false;
            if (const std::size_t named = find_field(known, key.name); named != no_field) child = &known[named];
        }
        note_key(key.name);
        if (out != nullptr) {
            out->push_back(before);
            out->append("\"").append(key.raw).append("\":");
        }
        before = ',';
        const path_link here{path, key.name, false};
        if (!keep(member.value(), child, here, depth, out)) return false;
    }
    if (out != nullptr) out->append(before == '{' ? "{}" : "}");
    return check_keys(mark, path);
}

bool record_reader::keep_array(od::array& array, const field* known, const path_link& path, int depth,
                               std::string* out) {
    if (depth > record_depth_max) return fail("too_deep", &path, "nested deeper than 128 levels");
    const path_link here{&path, {}, true};
    field element{};
    const bool described = known != nullptr && !known->children.empty();
    if (described) {
        element.types = json_type::object;
        element.children = known->children;
    }
    char before = '[';
    for (auto&& result : array) {
        if (result.error() != simdjson::SUCCESS) return fail_parse(result.error());
        if (out != nullptr) out->push_back(before);
        before = ',';
        if (!keep(result.value_unsafe(), described ? &element : nullptr, here, depth, out)) return false;
    }
    if (out != nullptr) out->append(before == '[' ? "[]" : "]");
    return true;
}

/// The hash only sorts: names that share it are compared whole.
void record_reader::note_key(std::string_view name) {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    const std::size_t size = std::min(name.size(), sizeof first);
    std::memcpy(&first, name.data(), size);
    std::memcpy(&last, name.data() + name.size() - size, size);
    keys_.push_back({(first ^ name.size()) * 0x9e3779b97f4a7c15U ^ last, name});
}

bool record_reader::check_keys(std::size_t mark, const path_link* path) {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(mark);
    std::sort(first, keys_.end(),
              [](const seen_key& a, const seen_key& b) { return std::tie(a.hash, a.name) < std::tie(b.hash, b.name); });
    const auto twice = std::adjacent_find(
        first, keys_.end(), [](const seen_key& a, const seen_key& b) { return a.hash == b.hash && a.name == b.name; });
    if (twice != keys_.end()) {
        const path_link here{path, twice->name, false};
        return fail("duplicate_key", &here, "the name occurs twice in one object");
    }
    keys_.erase(first, keys_.end());
    return true;
}

void record_reader::note_drift(const path_link& path, json_type type) {
    path_text_.clear();
    append_path(path_text_, &path);
    drift_.add(path_text_, type);
}

bool record_reader::fail(std::string_view reason, const path_link* path, std::string_view message) {
    path_text_.clear();
    append_path(path_text_, path);
    error_.reason = reason;
    error_.message = shortened(path_text_, path_bytes_shown_max);
    if (!error_.message.empty()) error_.message.append(": ");
    error_.message.append(message);
    for (char& c : error_.message) {
        if (static_cast<unsigned char>(c) < 0x20) c = '?';  // a NUL between tokens must not reach the database either
    }
    return false;
}

bool record_reader::fail_type(const path_link& path, std::string_view expected, std::string_view token) {
    json_type type{};
    if (!type_of(token, path, type)) return false;
    std::string message("expected ");
    message.append(expected).append(", found ").append(with_article(type));
    return fail("wrong_type", &path, message);
}

bool record_reader::fail_parse(simdjson::error_code code) {
    switch (code) {
        case simdjson::UTF8_ERROR:
            return fail("invalid_utf8", nullptr, "the record is not valid UTF-8");
        case simdjson::UNESCAPED_CHARS:
            return fail("malformed_json", nullptr, "a string has a raw control character");
        case simdjson::UNCLOSED_STRING:
            return fail("malformed_json", nullptr, "a string does not end");
        case simdjson::EMPTY:
            return fail("malformed_json", nullptr, "the record is empty");
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
            return fail("malformed_json", nullptr, "an object or array does not end");
        default:
            return fail("malformed_json", nullptr, "the record is not valid JSON");
    }
}

}  // namespace transforms
