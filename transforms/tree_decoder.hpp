#pragma once
// The machine behind the decoders: reads a record in one pass along a tree of documented members, puts values where the
// tree says, and keeps the rest as JSON. Brings simdjson along; for the decoders' .cpp files only.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/day.hpp"
#include "schema/user_rows.hpp"
#include "transforms/field_tree.hpp"
#include "transforms/record_reader.hpp"

namespace transforms {

/// The longest text a key column can have in bytes: a PostgreSQL index entry holds 2704, and a breakdown row has a user
/// and up to two dimensions in it, besides its scope.
inline constexpr std::size_t key_text_bytes_max = 512;

/// Reuses its buffers; one record at a time. Views live until the next decode() and no longer than the record's bytes.
class tree_decoder {
public:
    /// `fields` describes the record and has static storage.
    explicit tree_decoder(field_list fields) : fields_(fields) {}

    /// False means error(). `asked` is the day that a member of use `day` must have, if any.
    bool decode(std::string_view padded_record, std::optional<schema::day> asked);

    const field_values& values() const { return values_; }
    const std::optional<schema::day>& day() const { return day_; }
    /// What has no column, as a compact JSON object; empty when there is nothing.
    std::string_view extra() const { return extra_; }
    /// Sorted by (breakdown, ide, feature, language, model); entries with equal keys are one row.
    std::span<const schema::user_breakdown_row> breakdown() const { return rows_; }

    record_reader& reader() { return reader_; }
    const record_reader& reader() const { return reader_; }

private:
    /// Where the values of an object go, and how far its leftovers have been written.
    struct slots {
        std::optional<std::int64_t>* counters;
        std::optional<bool>* flags;
        std::optional<std::string_view>* texts;
    };
    struct leftover;
    struct parsed_row {
        schema::user_breakdown_row row;
        std::string_view source;      // from the entry's brace to the record's end
        std::size_t extra_begin = 0;  // in row_extra_
        std::size_t extra_end = 0;
        bool whole = false;  // its entry is kept whole, under "$entries"
    };
    struct text_span {
        std::size_t begin;
        std::size_t size;
    };
    using object = simdjson::ondemand::object;
    using value = simdjson::ondemand::value;

    bool read_object(object& members, field_list fields, const slots& to, leftover& rest, const path_link* path,
                     int depth);
    bool read_member(const field& f, value& found, const slots& to, leftover& rest, const path_link& path, int depth);
    bool refuse_counter(std::string_view token, const path_link& path);
    bool read_flag(std::string_view token, const path_link& path, std::optional<bool>& to);
    bool read_text(const field& f, std::string_view token, const path_link& path, leftover& rest,
                   std::optional<std::string_view>& to);
    bool read_day(std::string_view token, const path_link& path);
    bool read_breakdown(const field& f, value& found, leftover& rest, const path_link& path, int depth);
    bool read_entry(const field& f, value& found, const path_link& path, int depth);
    bool keep_member(value& found, const field* known, std::string_view raw_key, leftover& rest, const path_link& path,
                     int depth);
    bool finish_rows();
    bool make_row(std::span<const parsed_row* const> entries);

    field_list fields_;
    record_reader reader_;
    std::optional<schema::day> asked_;
    std::string asked_text_;
    std::string_view record_;
    field_values values_;
    std::optional<schema::day> day_;
    std::string extra_;
    std::string row_extra_;
    std::vector<parsed_row> parsed_;
    std::vector<const parsed_row*> order_;
    std::vector<schema::user_breakdown_row> rows_;
    std::vector<text_span> extra_spans_;  // of rows_, in row_extra_
};

}  // namespace transforms
