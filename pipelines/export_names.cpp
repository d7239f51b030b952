#include "pipelines/export_names.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace pipelines {

namespace {

constexpr std::size_t part_bytes_max = 120;

constexpr bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

/// `20261105`
std::string digits_of(schema::day day) {
    std::string text = day.text();
    std::erase(text, '-');
    return text;
}

std::string range_of(const schema::day_range& days) { return digits_of(days.first) + "_to_" + digits_of(days.last); }

std::filesystem::path scope_of(const schema::target& target) {
    return std::filesystem::path(path_part(target.source)) / std::string(to_string(target.scope.kind)) /
           path_part(target.scope.identifier);
}

}  // namespace

std::string path_part(std::string_view name) {
    std::string part;
    for (const char c : name) {
        if (is_plain(c) && !(c == '.' && part.empty()))
            part += c;
        else
            part += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    if (part.empty()) return "%";
    if (part.size() <= part_bytes_max) return part;
    return part.substr(0, part_bytes_max - 17) + fmt::format("%{:016x}", hash_of(name));
}

std::filesystem::path daily_file(const schema::day_range& days, schema::day day) {
    return std::filesystem::path("daily_exports_" + days.first.text() + "_to_" + days.last.text()) /
           ("metrics_" + day.text() + ".json");
}

std::filesystem::path csv_file(const schema::day_range& days) { return "metrics_" + range_of(days) + ".csv"; }

std::filesystem::path aggregate_file(const schema::day_range& days) {
    return "aggregated_metrics_" + range_of(days) + ".json";
}

std::filesystem::path legacy_file(const schema::day_range& days, const schema::target& target) {
    std::filesystem::path file = std::filesystem::path("legacy_metrics_" + range_of(days)) / scope_of(target);
    file += ".json";
    return file;
}

std::filesystem::path ndjson_file(const schema::slice& slice) {
    return scope_of(slice.target) / std::string(to_string(slice.target.dataset)) / (slice.day.text() + ".ndjson");
}

std::filesystem::path coverage_file(std::string_view format, const schema::day_range& days) {
    return (format == "csv" ? "metrics_" : "records_") + range_of(days) + ".coverage.csv";
}

}  // namespace pipelines
