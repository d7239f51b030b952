#pragma once
// The words of the progress line. Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace pipelines {

struct progress_counts {
    std::string what;
    std::size_t slices_done = 0;
    std::size_t slices_planned = 0;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;  ///< received, those of broken downloads included
    std::string waiting{};   ///< what the run stands still for, in a few words
};

/// `731 B`, `12.3 KB`, `4.0 GB`; steps of 1000.
std::string bytes_text(std::int64_t bytes);

/// `1,234,567`.
std::string grouped(std::int64_t number);

/// `5s`, `3m20s`, `2h05m`.
std::string duration_text(std::chrono::seconds time);

/// By the pace so far; nullopt before the first slice is done and after the last.
std::optional<std::chrono::seconds> time_left(std::size_t done, std::size_t planned, std::chrono::milliseconds elapsed);

/// `sync [=====>    ] 12/140 days  3,456 rows  12.3 MB  3m20s left  augment waits 6s for its limit of calls`, cut to fewer than `columns` characters so that the
/// terminal never wraps it. ASCII.
std::string progress_line(const progress_counts& counts, std::chrono::milliseconds elapsed, int columns);

}  // namespace pipelines
