#include "transforms/record_framer.hpp"

#include <algorithm>
#include <cstring>

#include "transforms/json_text.hpp"

namespace transforms {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t idle_capacity_max = std::size_t{1024} * 1024;

std::string_view trim_left(std::string_view text) {
    while (!text.empty() && is_json_blank(text.front())) text.remove_prefix(1);
    return text;
}

}  // namespace

record_framer::record_framer(std::size_t line_bytes_max)
    : line_bytes_max_(std::max<std::size_t>(line_bytes_max, 1)),
      prefix_bytes_(std::min(line_bytes_max_, oversize_prefix_bytes)) {}

void record_framer::push(std::string_view chunk, const record_handler& deliver) {
    while (!chunk.empty()) chunk.remove_prefix(take(chunk, deliver));
}

/// Takes from the front of `chunk` what belongs to the present mode; 0 only when the mode changes.
std::size_t record_framer::take(std::string_view chunk, const record_handler& deliver) {
    switch (mode_) {
        case mode::start:
            return take_start(chunk);
        case mode::first_line:
            return take_first_line(chunk, deliver);
        case mode::after_first_line:
            return take_after_first_line(chunk, deliver);
        case mode::lines:
            return take_lines(chunk, deliver);
        case mode::objects:
            return take_objects(chunk);
        case mode::object:
            return take_object(chunk, deliver);
        case mode::stray:
            return take_stray(chunk, deliver);
        case mode::elements:
            return take_elements(chunk, deliver);
        case mode::element:
            return take_element(chunk, deliver);
    }
    return chunk.size();
}

void record_framer::finish(const record_handler& deliver) {
    ended_ = true;
    if (mode_ == mode::start && mark_bytes_ > 0 && mark_bytes_ < byte_order_mark.size()) {
        deliver_text(byte_order_mark.substr(0, mark_bytes_), 1, deliver);
    }
    if (length_ > 0) deliver_buffer(deliver);
    // An array that was not closed has lost its end, and perhaps records: its bracket is a bad record that says so.
    if (mode_ == mode::elements || mode_ == mode::element) deliver_text("[", array_line_, deliver);
}

std::size_t record_framer::take_start(std::string_view chunk) {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        const char c = chunk[i];
        if (mark_bytes_ < byte_order_mark.size()) {
            if (c == byte_order_mark[mark_bytes_]) {
                ++mark_bytes_;
                continue;
            }
            if (mark_bytes_ > 0) {  // only the beginning of a mark: bytes of the first record
                begin_record(mode::first_line);
                append(byte_order_mark.substr(0, mark_bytes_));
                return i;
            }
            mark_bytes_ = byte_order_mark.size();
        }
        if (c == '\n') ++line_;
        if (is_json_blank(c)) continue;
        if (c == '[') {
            mode_ = mode::elements;
            array_line_ = line_;
            return i + 1;
        }
        begin_record(mode::first_line);
        return i;
    }
    return chunk.size();
}

std::size_t record_framer::take_first_line(std::string_view chunk, const record_handler& deliver) {
    const std::size_t end = std::min(chunk.find('\n'), chunk.size());
    scan(chunk.substr(0, end), stop::never);
    append(chunk.substr(0, end));
    if (end == chunk.size()) return end;
    if (buffer_.front() == '{' && is_open()) {
        mode_ = mode::after_first_line;
        return end;
    }
    deliver_buffer(deliver);
    mode_ = mode::lines;
    return end;
}

std::size_t record_framer::take_after_first_line(std::string_view chunk, const record_handler& deliver) {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        const char c = chunk[i];
        if (is_json_blank(c)) {
            if (c == '\n') ++line_;
            column_zero_ = c == '\n';
            if (blanks_.size() <= line_bytes_max_) blanks_.push_back(c);  // more of them is over the limit anyway
            continue;
        }
        if (c == '{' && column_zero_) {
            deliver_buffer(deliver);
            mode_ = mode::lines;
        } else {
            scan("\n", stop::never);
            append(blanks_);
            mode_ = mode::object;
        }
        std::string{}.swap(blanks_);
        return i;
    }
    return chunk.size();
}

std::size_t record_framer::take_lines(std::string_view chunk, const record_handler& deliver) {
    std::string_view rest = chunk;
    while (!rest.empty()) {
        const void* const found = std::memchr(rest.data(), '\n', rest.size());
        if (found == nullptr) {
            if (length_ == 0) {
                rest = trim_left(rest);
                if (!rest.empty()) begin_record(mode::lines);
            }
            append(rest);
            break;
        }
        const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
        if (length_ == 0) {
            deliver_line(rest.substr(0, end), chunk, deliver);
        } else {
            append(rest.substr(0, end));
            deliver_buffer(deliver);
        }
        ++line_;
        rest.remove_prefix(end + 1);
    }
    return chunk.size();
}

/// A line that lies whole in `chunk` is delivered from there, unless the padding would reach beyond it.
void record_framer::deliver_line(std::string_view line, std::string_view chunk, const record_handler& deliver) {
    line = trim_left(line);
    if (line.empty()) return;
    const bool oversize = line.size() > line_bytes_max_;
    const std::string_view bytes = oversize ? line.substr(0, prefix_bytes_) : trim_json_blanks(line);
    const char* const chunk_end = chunk.data() + chunk.size();
    if (static_cast<std::size_t>(chunk_end - (bytes.data() + bytes.size())) >= record_padding_bytes) {
        deliver({bytes, line_, oversize, oversize ? line.size() : bytes.size(), false});
        return;
    }
    begin_record(mode::lines);
    append(line);
    deliver_buffer(deliver);
}

std::size_t record_framer::take_objects(std::string_view chunk) {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        if (chunk[i] == '\n') ++line_;
        if (is_json_blank(chunk[i])) continue;
        begin_record(chunk[i] == '{' ? mode::object : mode::stray);
        return i;
    }
    return chunk.size();
}

std::size_t record_framer::take_object(std::string_view chunk, const record_handler& deliver) {
    const std::size_t end = scan(chunk, stop::at_close);
    append(chunk.substr(0, end));
    line_ +=
        static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    if (!is_open()) {
        deliver_buffer(deliver);
        mode_ = mode::objects;
    }
    return end;
}

/// Text between objects is a record of its own, up to the end of its line or the next object.
std::size_t record_framer::take_stray(std::string_view chunk, const record_handler& deliver) {
    const std::size_t end = std::min(chunk.find_first_of("\n{"), chunk.size());
    append(chunk.substr(0, end));
    if (end < chunk.size()) {
        deliver_buffer(deliver);
        mode_ = mode::objects;
    }
    return end;
}

std::size_t record_framer::take_elements(std::string_view chunk, const record_handler& deliver) {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        const char c = chunk[i];
        if (c == '\n') ++line_;
        if (is_json_blank(c)) continue;
        if (c != ',' && c != ']') {
            begin_record(mode::element);
            return i;
        }
        if (c == ',' || element_due_) deliver_text(",", line_, deliver);  // an element is missing here
        element_due_ = c == ',';
        if (c == ']') mode_ = mode::lines;
        return i + 1;
    }
    return chunk.size();
}

std::size_t record_framer::take_element(std::string_view chunk, const record_handler& deliver) {
    const std::size_t end = scan(chunk, stop::at_separator);
    append(chunk.substr(0, end));
    line_ +=
        static_cast<std::uint64_t>(std::count(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    if (end == chunk.size()) return end;
    deliver_buffer(deliver);
    element_due_ = chunk[end] == ',';
    mode_ = element_due_ ? mode::elements : mode::lines;
    return end + 1;
}

/// Follows braces, brackets and strings through `text`. Returns where it stopped: one past the bracket that closes the
/// record, or at the comma or bracket that ends the element; else text.size().
std::size_t record_framer::scan(std::string_view text, stop when) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string_) {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
            continue;
        }
        switch (c) {
            case '"':
                in_string_ = true;
                break;
            case '{':
            case '[':
                ++depth_;
                break;
            case ',':
                if (depth_ == 0 && when == stop::at_separator) return i;
                break;
            case '}':
            case ']':
                if (depth_ == 0 && c == ']' && when == stop::at_separator) return i;
                if (depth_ > 0) --depth_;
                if (depth_ == 0 && when == stop::at_close) return i + 1;
                break;
            default:
                break;
        }
    }
    return text.size();
}

void record_framer::begin_record(mode next) {
    mode_ = next;
    record_line_ = line_;
    length_ = 0;
    depth_ = 0;
    in_string_ = false;
    escaped_ = false;
    column_zero_ = false;
    buffer_.clear();
}

void record_framer::append(std::string_view piece) {
    length_ += piece.size();
    if (length_ <= line_bytes_max_) {
        buffer_.append(piece);
        return;
    }
    if (buffer_.size() < prefix_bytes_) buffer_.append(piece.substr(0, prefix_bytes_ - buffer_.size()));
    if (buffer_.size() > prefix_bytes_) {
        buffer_.resize(prefix_bytes_);
        if (buffer_.capacity() > idle_capacity_max) buffer_.shrink_to_fit();
    }
}

void record_framer::deliver_buffer(const record_handler& deliver) {
    const bool oversize = length_ > line_bytes_max_;
    const std::size_t size = oversize ? buffer_.size() : trim_json_blanks(buffer_).size();
    buffer_.append(record_padding_bytes, '\0');
    deliver({{buffer_.data(), size}, record_line_, oversize, oversize ? length_ : size, ended_});
    length_ = 0;
    buffer_.clear();
    if (buffer_.capacity() > idle_capacity_max) std::string{}.swap(buffer_);  // an assignment would keep the memory
}

void record_framer::deliver_text(std::string_view text, std::uint64_t line, const record_handler& deliver) {
    begin_record(mode_);
    record_line_ = line;
    append(text);
    deliver_buffer(deliver);
}

}  // namespace transforms
