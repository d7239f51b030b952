#include "tests/simulator/part_store.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "tests/simulator/random.hpp"

namespace simulator {

namespace {

constexpr std::size_t entries_max = 24;

void append_changes(std::ostream& key, const report_changes& changes) {
    key << ' ' << changes.published << ' ' << (changes.users ? static_cast<std::int64_t>(*changes.users) : -1) << ' '
        << changes.shards.value_or(0) << ' ' << changes.revision << ' ' << changes.drop_users << ' '
        << changes.duplicate_users << ' ' << changes.conflicting_users << ' ' << changes.bad_lines << ' '
        << changes.wrong_type << ' ' << changes.wrong_day << ' ' << changes.line_bytes << ' ' << changes.lines_reversed
        << ' ' << changes.unknown_field << ' ' << static_cast<int>(changes.format) << ' ' << changes.raw_file;
}

std::string key_of(const part_address& address) {
    const report_request& request = address.request;
    const report_changes& changes = request.changes;
    std::ostringstream key;
    key << address.kind->name << ' ' << request.organization << ' ' << request.slug << ' ' << to_text(request.date)
        << ' ' << address.part;
    append_changes(key, changes);
    for (const report_changes& one_day : request.window_changes) {
        append_changes(key, one_day);
    }
    if (!changes.raw_file.empty()) {
        std::error_code ignored;
        key << ' ' << std::filesystem::last_write_time(changes.raw_file, ignored).time_since_epoch().count() << ' '
            << std::filesystem::file_size(changes.raw_file, ignored);
    }
    return key.str();
}

std::string etag_of(const std::string& key, std::uint64_t seed) {
    std::ostringstream etag;
    etag << "\"0x8DE" << std::hex << std::uppercase << mix(hash_text(key), seed) << '"';
    return etag.str();
}

// The samples are small: they are kept whole.
std::optional<part_lines> load_raw_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file || std::filesystem::is_directory(path)) {
        return std::nullopt;
    }
    auto text = std::make_shared<std::string>(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    return part_lines{
        .count = 1, .append = [text](json_writer& out, std::size_t) { out.text(*text); }, .verbatim = true};
}

}  // namespace

std::shared_ptr<const report_part> part_store::fetch(const part_address& address) {
    const std::string key = key_of(address);
    if (auto known = find(key)) {
        return known;
    }
    const report_changes& changes = address.request.changes;
    std::optional<part_lines> lines = changes.raw_file.empty()
                                          ? address.kind->make_lines({options_, totals_}, address.request, address.part)
                                          : load_raw_file(changes.raw_file);
    if (!lines) {
        return nullptr;
    }
    const report_format format = lines->verbatim ? report_format::ndjson : changes.format;
    auto part = std::make_shared<const report_part>(std::move(*lines), format, etag_of(key, options_.seed));
    const std::lock_guard lock{mutex_};
    entries_.push_front({key, part});
    if (entries_.size() > entries_max) {
        entries_.pop_back();
    }
    return part;
}

std::shared_ptr<const report_part> part_store::find(const std::string& key) {
    const std::lock_guard lock{mutex_};
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
        if (at->key == key) {
            entries_.splice(entries_.begin(), entries_, at);
            return at->part;
        }
    }
    return nullptr;
}

}  // namespace simulator
