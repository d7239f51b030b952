#pragma once
// One file of a report, made line by line while it is sent: a report of a gigabyte needs a few hundred kilobytes here.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/script.hpp"

namespace simulator {

/// What a kind of report says about one of its files.
struct part_lines {
    std::size_t count = 0;
    /// Appends line `index` (from 0) without a line end. Gives the same bytes each time; may be called by several
    /// threads.
    std::function<void(json_writer& out, std::size_t index)> append;
    bool verbatim = false;  // the lines are the bytes of a file as they are: no format, no line ends added
};

/// Does not change once made; shared between threads.
class report_part {
public:
    /// Makes every line once, to know the length and where blocks of lines start.
    report_part(part_lines lines, report_format format, std::string etag);

    std::int64_t length() const { return block_starts_.back(); }
    const std::string& etag() const { return etag_; }

    /// The block that holds this byte; `offset` is less than length().
    std::size_t block_at(std::int64_t offset) const;
    std::int64_t block_start(std::size_t block) const { return block_starts_[block]; }
    void append_block(json_writer& out, std::size_t block) const;

private:
    void append_line(json_writer& out, std::size_t index) const;

    part_lines lines_;
    report_format format_;
    std::string etag_;
    std::vector<std::int64_t> block_starts_;  // one more than there are blocks: the last one is the length
    std::string whole_text_;                  // of a small part, kept to make it only once; else empty
};

/// A range of a part's bytes, piece by piece.
class part_reader {
public:
    part_reader(std::shared_ptr<const report_part> part, std::int64_t offset, std::int64_t length);

    /// The next piece, empty at the end. Valid until the next call.
    std::string_view next();

private:
    std::shared_ptr<const report_part> part_;
    std::int64_t offset_;
    std::int64_t left_;
    json_writer buffer_;
};

/// Indents a compact JSON text by two blanks per level.
std::string pretty_text(std::string_view compact);

}  // namespace simulator
