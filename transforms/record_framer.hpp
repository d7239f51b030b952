#pragma once
// Finds the records in a report that arrives in pieces: NDJSON, pretty-printed objects, or a JSON array of objects.
// Framing is ours because simdjson's stream parser loses good lines after a bad one.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace transforms {

/// Readable bytes behind every record, as simdjson demands.
inline constexpr std::size_t record_padding_bytes = 64;

/// How much of a record over the limit is handed on (the size of `rejected_records.raw`).
inline constexpr std::size_t oversize_prefix_bytes = 64 * 1024;

/// One record, not yet parsed and perhaps not even JSON.
struct framed_record {
    std::string_view bytes;    ///< without blanks around it; record_padding_bytes are readable behind it
    std::uint64_t line = 1;    ///< where it starts, counted from 1
    bool oversize = false;     ///< longer than line_bytes_max: `bytes` is only its beginning
    std::uint64_t length = 0;  ///< bytes.size(), or for an oversize record its whole length up to its end of line
    bool last = false;         ///< the stream ended right in or behind it, without an end of line or bracket; of an
                               ///< array that was not closed, its `[` comes after all elements
};

/// Called once for each record, in order. `bytes` is valid during the call only. What it throws passes through push()
/// and finish(); the framer must not be used after that.
using record_handler = std::function<void(const framed_record&)>;

/// Decides by the beginning of the stream (after a UTF-8 byte order mark) how records are told apart:
/// `[` opens an array whose elements are the records (what follows its `]` is framed as lines); a first line that is no
/// object left open means lines; an open one means lines too when the next line that is not blank begins with `{` (the
/// first is a broken record), else objects that span lines. Lines end in LF or CRLF; blank ones are skipped.
///
/// Nothing is lost in silence: what is not a record is delivered as one, and fails to parse. Memory is the longest
/// record up to the limit; after a long one the buffer shrinks back to about 1 MiB. The result does not depend on how
/// the stream is cut into chunks. One stream per framer.
class record_framer {
public:
    /// `line_bytes_max` counts from a record's first byte to its end of line (or separator), at least 1.
    explicit record_framer(std::size_t line_bytes_max = std::size_t{16} * 1024 * 1024);

    /// Takes the next bytes of the stream and delivers the records that end in them.
    void push(std::string_view chunk, const record_handler& deliver);

    /// The stream has ended: delivers what remains, whole or not.
    void finish(const record_handler& deliver);

    /// Bytes of buffer held at the moment, for tests of the memory bound.
    std::size_t capacity() const { return buffer_.capacity(); }

private:
    enum class mode { start, first_line, after_first_line, lines, objects, object, stray, elements, element };
    enum class stop { never, at_close, at_separator };

    std::size_t take(std::string_view chunk, const record_handler& deliver);
    std::size_t take_start(std::string_view chunk);
    std::size_t take_first_line(std::string_view chunk, const record_handler& deliver);
    std::size_t take_after_first_line(std::string_view chunk, const record_handler& deliver);
    std::size_t take_lines(std::string_view chunk, const record_handler& deliver);
    std::size_t take_objects(std::string_view chunk);
    std::size_t take_object(std::string_view chunk, const record_handler& deliver);
    std::size_t take_stray(std::string_view chunk, const record_handler& deliver);
    std::size_t take_elements(std::string_view chunk, const record_handler& deliver);
    std::size_t take_element(std::string_view chunk, const record_handler& deliver);

    bool is_open() const { return depth_ > 0; }
    std::size_t scan(std::string_view text, stop when);
    void begin_record(mode next);
    void append(std::string_view piece);
    void deliver_line(std::string_view line, std::string_view chunk, const record_handler& deliver);
    void deliver_buffer(const record_handler& deliver);
    void deliver_text(std::string_view text, std::uint64_t line, const record_handler& deliver);

    std::size_t line_bytes_max_;
    std::size_t prefix_bytes_;
    mode mode_ = mode::start;
    std::string buffer_;             // the record at hand, or the beginning of one over the limit
    std::uint64_t length_ = 0;       // its length so far
    std::uint64_t line_ = 1;         // the line of the next byte
    std::uint64_t record_line_ = 1;  // the line where the record at hand begins
    std::uint64_t array_line_ = 1;   // the line of the array's bracket
    std::string blanks_;             // after an open first line: what may belong to the record or may not
    std::size_t mark_bytes_ = 0;     // bytes of a byte order mark seen so far
    std::uint64_t depth_ = 0;        // of braces and brackets within the record at hand
    bool in_string_ = false;
    bool escaped_ = false;
    bool column_zero_ = false;
    bool ended_ = false;        // finish() was called
    bool element_due_ = false;  // in an array: a comma came, so an element must follow
};

}  // namespace transforms
