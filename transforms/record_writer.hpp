#pragma once
// A record from the columns and leftovers it became, along the tree that took it apart: the way back of every dataset
// that keeps what has no column in `extra`.

#include <span>
#include <string>
#include <string_view>

#include "schema/user_rows.hpp"
#include "transforms/field_tree.hpp"

namespace transforms {

/// Writes one object out of columns and leftovers; recursive where the tree descends. Views must outlive the writer.
class record_writer {
public:
    record_writer(std::string& out, std::string_view day_text, std::span<const schema::user_breakdown_row> rows = {})
        : out_(out), day_text_(day_text), rows_(rows) {}

    /// Appends the object. `extra` is empty or the text of a JSON object, whose members win over columns; objects are
    /// merged. False when it is something else: a half-written text stays.
    bool write_object(field_list fields, const field_values& values, std::string_view extra);

private:
    bool write_field(const field& f, const field_values& values, const std::string_view* kept);
    bool write_scalar(const field& f, const field_values& values);
    bool write_breakdown(const field& f);
    bool write_entry(const field& f, const schema::user_breakdown_row& row);
    void begin(std::string_view name);

    std::string& out_;
    std::string_view day_text_;
    std::span<const schema::user_breakdown_row> rows_;
    bool needs_comma_ = false;
};

}  // namespace transforms
