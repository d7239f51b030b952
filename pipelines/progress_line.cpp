#include "pipelines/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pipelines {

namespace {

constexpr std::size_t bar_width = 20;

std::string bar(std::size_t done, std::size_t planned) {
    const std::size_t filled = planned == 0 ? bar_width : std::min(bar_width, done * bar_width / planned);
    std::string text(filled, '=');
    if (filled < bar_width) text += '>';
    text.resize(bar_width, ' ');
    return text;
}

}  // namespace

std::string bytes_text(std::int64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes) / 1000;
    for (const char* unit : {"KB", "MB", "GB"}) {
        if (value < 999.95) return fmt::format("{:.1f} {}", value, unit);
        value /= 1000;
    }
    return fmt::format("{:.1f} TB", value);
}

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = text.size(); at > first + 3;) {
        at -= 3;
        text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), ',');
    }
    return text;
}

std::string duration_text(std::chrono::seconds time) {
    const auto s = time.count();
    if (s < 60) return fmt::format("{}s", s);
    if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
    return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
}

std::optional<std::chrono::seconds> time_left(std::size_t done, std::size_t planned,
                                              std::chrono::milliseconds elapsed) {
    if (done == 0 || done >= planned) return std::nullopt;
    const double each = static_cast<double>(elapsed.count()) / static_cast<double>(done);
    return std::chrono::seconds{static_cast<std::int64_t>(each * static_cast<double>(planned - done) / 1000 + 0.5)};
}

std::string progress_line(const progress_counts& counts, std::chrono::milliseconds elapsed, int columns) {
    std::string line =
        fmt::format("{} [{}] {}/{} days  {} rows  {}", counts.what, bar(counts.slices_done, counts.slices_planned),
                    counts.slices_done, counts.slices_planned, grouped(counts.rows), bytes_text(counts.bytes));
    if (const auto left = time_left(counts.slices_done, counts.slices_planned, elapsed))
        line += "  " + duration_text(*left) + " left";
    if (!counts.waiting.empty()) line += "  " + counts.waiting;
    if (columns > 0 && line.size() >= static_cast<std::size_t>(columns))
        line.resize(static_cast<std::size_t>(columns) - 1);
    return line;
}

}  // namespace pipelines
