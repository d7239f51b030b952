#pragma once
// The strict part of reading a record with simdjson's On-Demand parser, which checks only what is visited. Shared by
// record_walk and tree_decoder; nobody else includes it, as it brings simdjson along.

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "transforms/drift.hpp"
#include "transforms/field_tree.hpp"
#include "transforms/json_text.hpp"
#include "transforms/record_error.hpp"

namespace transforms {

/// A step of the way from the record down to a value; lives on the stack, and is written out only when somebody asks.
struct path_link {
    const path_link* up = nullptr;
    std::string_view name;  ///< of a member; empty for an element of an array
    bool is_element = false;
};

/// A member's name as spelled between its quotes and as meant.
struct member_key {
    std::string_view raw;
    std::string_view name;
};

/// One record at a time; every function that returns false has set error(), and the record must not be touched again
/// (simdjson crashes when reading goes on after an error).
class record_reader {
public:
    /// Parses the record's structure; false when it is no object. Views and `root` live until the next open().
    bool open(std::string_view padded_record, simdjson::ondemand::object& root);

    /// Nothing may follow the object.
    bool close();

    /// The value's text up to the next token, blanks behind it included; for a container only its beginning.
    bool token_of(simdjson::ondemand::value& value, std::string_view& token) {
        token = value.raw_json_token();
        if (token.empty()) return fail_parse(simdjson::TAPE_ERROR);
        // simdjson skips a string with a colon behind it as if it were a key, and with it whatever follows.
        return token.data()[token.size()] != ':' || fail_parse(simdjson::TAPE_ERROR);
    }

    /// The type of a token; scalars are checked to their last byte, strings only for their quotes.
    bool type_of(std::string_view token, const path_link& path, json_type& type);

    /// The content of a string token: a view into the record, or into the reader's buffer where it has escapes.
    bool text_of(std::string_view token, const path_link& path, std::string_view& text);

    /// The key that stands at `raw` (behind its opening quote).
    bool key_at(const char* raw, const path_link& path, member_key& key);

    /// Walks a value to its end. Appends it compactly to `out` unless null. `known` tells what is documented of it
    /// (null when nothing is): what departs from that is counted in the drift counter. `depth` is that of the
    /// container.
    bool keep(simdjson::ondemand::value& value, const field* known, const path_link& path, int depth, std::string* out);
    bool keep_object(simdjson::ondemand::object& object, field_list known, const path_link* path, int depth,
                     std::string* out);

    /// Names already seen in the object at hand: note each key, then check and forget them from `mark` on.
    std::size_t keys_mark() const { return keys_.size(); }
    void note_key(std::string_view name);
    bool check_keys(std::size_t mark, const path_link* path);

    void note_drift(const path_link& path, json_type type);

    bool fail(std::string_view reason, const path_link* path, std::string_view message);
    bool fail_type(const path_link& path, std::string_view expected, std::string_view token);
    bool fail_parse(simdjson::error_code code);

    const record_error& error() const { return error_; }
    drift_counter& drift() { return drift_; }

private:
    struct seen_key {
        std::uint64_t hash;
        std::string_view name;
    };

    bool keep_array(simdjson::ondemand::array& array, const field* known, const path_link& path, int depth,
                    std::string* out);
    bool check_body(std::string_view body, const path_link& path);

    simdjson::ondemand::parser parser_;
    simdjson::ondemand::document document_;
    std::string_view record_;
    bool has_escapes_ = false;
    std::string unescaped_;  // reserved to the record's size before use, so views into it stay
    std::vector<seen_key> keys_;
    std::string path_text_;
    drift_counter drift_;
    record_error error_;
};

/// The beginning of `text` for a message: at most `bytes_max` bytes, ending between two characters.
std::string_view shortened(std::string_view text, std::size_t bytes_max);

}  // namespace transforms
