#include "pipelines/day_splitter.hpp"

#include <algorithm>

namespace pipelines {

void day_splitter::add(const split_key& key, std::string_view line) {
    gathered_day& day = days_[key];
    day.buffer.append(line).push_back('\n');
    ++day.records;
    buffered_bytes_ += line.size() + 1;
    if (buffered_bytes_ > buffer_bytes_max_) make_room();
}

void day_splitter::finish() {
    for (auto& [key, day] : days_) flush(day);
}

std::vector<std::pair<split_key, std::uint64_t>> day_splitter::days() const {
    std::vector<std::pair<split_key, std::uint64_t>> list;
    for (const auto& [key, day] : days_) list.emplace_back(key, day.records);
    return list;
}

void day_splitter::read(const split_key& key, const std::function<void(std::string_view)>& take) const {
    const auto found = days_.find(key);
    if (found == days_.end()) return;
    for (const std::uint32_t part : found->second.parts) spool_.read_part(part, take);
}

void day_splitter::flush(gathered_day& day) {
    if (day.buffer.empty()) return;
    const std::size_t part = spool_.parts();
    spool_.begin_part(part);
    spool_.write(day.buffer);
    spool_.end_part();
    day.parts.push_back(static_cast<std::uint32_t>(part));
    buffered_bytes_ -= day.buffer.size();
    std::string{}.swap(day.buffer);
}

/// Down to half, so that a few long pieces are written instead of many short ones.
void day_splitter::make_room() {
    std::vector<gathered_day*> fullest;
    for (auto& [key, day] : days_) fullest.push_back(&day);
    std::sort(fullest.begin(), fullest.end(),
              [](const auto* a, const auto* b) { return a->buffer.size() > b->buffer.size(); });
    for (gathered_day* day : fullest) {
        flush(*day);
        if (buffered_bytes_ <= buffer_bytes_max_ / 2) return;
    }
}

connectors::fetch_outcome split_source::fetch(const schema::slice& slice, connectors::body_sink& sink,
                                              const connectors::fetch_limits& limits) {
    connectors::fetch_outcome outcome;
    if (limits.stop.stop_requested()) {
        outcome.reason = connectors::reason::interrupted;
        outcome.message = "Stopped before " + slice.text() + "; import the file again";
        return outcome;
    }
    const split_key key{slice.target.dataset, slice.day};
    if (!days_.contains(key)) {
        outcome.result = connectors::fetch_result::no_data;
        outcome.reason = connectors::reason::not_published;
        outcome.message = "The files have no record of " + slice.text();
        return outcome;
    }
    sink.begin_part(0);
    days_.read(key, [&sink](std::string_view bytes) { sink.write(bytes); });
    sink.end_part();
    outcome.result = connectors::fetch_result::report;
    outcome.parts = 1;
    return outcome;
}

connectors::fetch_outcome split_source::probe(const schema::target&, const connectors::fetch_limits&) {
    connectors::fetch_outcome outcome;
    outcome.result = connectors::fetch_result::report;
    return outcome;
}

}  // namespace pipelines
