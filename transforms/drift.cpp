#include "transforms/drift.hpp"

#include <algorithm>
#include <tuple>

namespace transforms {

namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// The longest beginning of `text` of at most `bytes_max` bytes that ends between two UTF-8 characters.
std::string_view cut_at_character(std::string_view text, std::size_t bytes_max) {
    std::size_t size = std::min(text.size(), bytes_max);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    return text.substr(0, size);
}

}  // namespace

void drift_counter::add(std::string_view path, json_type type, std::uint64_t count) {
    std::string shortened;
    if (path.size() > drift_path_bytes_max) {
        shortened.append(cut_at_character(path, drift_path_bytes_max - ellipsis.size())).append(ellipsis);
        path = shortened;
    }
    auto found = counts_.find(path);
    if (found == counts_.end()) {
        const bool full = counts_.size() >= drift_paths_max;
        found = counts_.try_emplace(std::string(full ? drift_overflow_path : path)).first;
    }
    found->second[static_cast<std::size_t>(type)] += count;
}

void drift_counter::merge(const drift_counter& other) {
    for (const auto& [path, counts] : other.counts_) {
        for (std::size_t type = 0; type < type_count; ++type) {
            if (counts[type] != 0) add(path, static_cast<json_type>(type), counts[type]);
        }
    }
}

void drift_counter::clear() { counts_.clear(); }

std::vector<drift_entry> drift_counter::entries() const {
    std::vector<drift_entry> all;
    for (const auto& [path, counts] : counts_) {
        for (std::size_t type = 0; type < type_count; ++type) {
            if (counts[type] != 0) all.push_back({path, to_string(static_cast<json_type>(type)), counts[type]});
        }
    }
    std::sort(all.begin(), all.end(), [](const drift_entry& a, const drift_entry& b) {
        return std::tie(a.path, a.type) < std::tie(b.path, b.type);
    });
    return all;
}

}  // namespace transforms
