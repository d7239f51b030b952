#include "tests/simulator/report_part.hpp"

#include <algorithm>

namespace simulator {

namespace {

constexpr std::size_t lines_per_block = 32;           // about 180 KB: fits the second-level cache
constexpr std::int64_t kept_bytes_max = 1024 * 1024;  // larger parts are made again for each reading

}  // namespace

report_part::report_part(part_lines lines, report_format format, std::string etag)
    : lines_(std::move(lines)), format_(format), etag_(std::move(etag)) {
    // An empty part has one block all the same: formats have openings and ends.
    const std::size_t block_count = std::max<std::size_t>(1, (lines_.count + lines_per_block - 1) / lines_per_block);
    block_starts_.reserve(block_count + 1);
    block_starts_.push_back(0);
    std::string text;
    json_writer block;
    for (std::size_t i = 0; i < block_count; ++i) {
        block.clear();
        append_block(block, i);
        block_starts_.push_back(length() + static_cast<std::int64_t>(block.size()));
        if (length() <= kept_bytes_max) {
            text += block.view();
        }
    }
    if (length() <= kept_bytes_max) {
        whole_text_ = std::move(text);
    }
}

std::size_t report_part::block_at(std::int64_t offset) const {
    const auto after = std::upper_bound(block_starts_.begin(), block_starts_.end(), offset);
    return static_cast<std::size_t>(after - block_starts_.begin()) - 1;
}

void report_part::append_block(json_writer& out, std::size_t block) const {
    if (!whole_text_.empty()) {
        const std::int64_t start = block_starts_[block];
        out.text(std::string_view{whole_text_}.substr(static_cast<std::size_t>(start),
                                                      static_cast<std::size_t>(block_starts_[block + 1] - start)));
        return;
    }
    const std::size_t first = block * lines_per_block;
    const std::size_t last = std::min(first + lines_per_block, lines_.count);
    if (first == 0 && format_ == report_format::bom) {
        out.literal("\xEF\xBB\xBF");
    }
    if (first == 0 && format_ == report_format::blank_lines) {
        out.literal("\n");
    }
    if (first == 0 && format_ == report_format::array) {
        out.literal("[");
    }
    for (std::size_t index = first; index < last; ++index) {
        append_line(out, index);
    }
    if (last == lines_.count && format_ == report_format::array) {
        out.literal("]\n");
    }
}

void report_part::append_line(json_writer& out, std::size_t index) const {
    const std::size_t start = out.size();
    if (format_ == report_format::array && index > 0) {
        out.literal(",\n");
    }
    lines_.append(out, index);
    if (lines_.verbatim || format_ == report_format::array) {
        return;
    }
    if (format_ == report_format::pretty) {
        const std::string pretty = pretty_text(out.view().substr(start));
        out.shorten(start);
        out.text(pretty);
    }
    if (format_ == report_format::crlf) {
        out.literal("\r");
    }
    if (format_ != report_format::no_final_newline || index + 1 < lines_.count) {
        out.literal("\n");
    }
    if (format_ == report_format::blank_lines) {
        out.literal("\n");
    }
}

part_reader::part_reader(std::shared_ptr<const report_part> part, std::int64_t offset, std::int64_t length)
    : part_(std::move(part)), offset_(offset), left_(length) {}

std::string_view part_reader::next() {
    if (left_ == 0) {
        return {};
    }
    const std::size_t block = part_->block_at(offset_);
    buffer_.clear();
    part_->append_block(buffer_, block);
    std::string_view piece = buffer_.view();
    piece.remove_prefix(static_cast<std::size_t>(offset_ - part_->block_start(block)));
    piece = piece.substr(0, static_cast<std::size_t>(left_));
    offset_ += static_cast<std::int64_t>(piece.size());
    left_ -= static_cast<std::int64_t>(piece.size());
    return piece;
}

std::string pretty_text(std::string_view compact) {
    std::string result;
    std::size_t depth = 0;
    bool quoted = false;
    const auto break_line = [&] { result += '\n' + std::string(depth * 2, ' '); };
    for (std::size_t i = 0; i < compact.size(); ++i) {
        const char c = compact[i];
        if (c == '"') {
            quoted = !quoted;  // the simulator's own records have no escapes
        }
        if (!quoted && depth > 0 && (c == '}' || c == ']')) {
            --depth;
            if (result.back() != '{' && result.back() != '[') {
                break_line();
            }
        }
        result += c;
        const bool closes_at_once = i + 1 < compact.size() && (compact[i + 1] == '}' || compact[i + 1] == ']');
        if (!quoted && (c == '{' || c == '[')) {
            ++depth;
            if (!closes_at_once) {
                break_line();
            }
        } else if (!quoted && c == ',') {
            break_line();
        } else if (!quoted && c == ':') {
            result += ' ';
        }
    }
    return result;
}

}  // namespace simulator
