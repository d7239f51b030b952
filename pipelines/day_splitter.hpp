#pragma once
// Sorts the records of files by dataset and day, in whatever order they come: bounded memory, one spool file.

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/report_source.hpp"
#include "connectors/spool.hpp"
#include "schema/slice.hpp"

namespace pipelines {

struct split_key {
    schema::dataset dataset = schema::dataset::users;
    schema::day day;

    auto operator<=>(const split_key&) const = default;
};

/// Records gathered in memory before the fullest days go to the spool.
inline constexpr std::size_t split_buffer_bytes_max = std::size_t{32} << 20;

/// First `add`, then `finish`, then read. Spool errors pass through.
class day_splitter {
public:
    explicit day_splitter(const std::string& spool_dir, std::size_t buffer_bytes_max = split_buffer_bytes_max)
        : spool_{spool_dir}, buffer_bytes_max_{buffer_bytes_max} {}

    /// `line` is one record without a line end.
    void add(const split_key& key, std::string_view line);
    /// No more records come.
    void finish();

    /// Every dataset and day that has a record, in order, with the number of its records.
    std::vector<std::pair<split_key, std::uint64_t>> days() const;
    bool contains(const split_key& key) const { return days_.contains(key); }

    /// The day's records as NDJSON, in the order in which they came, in pieces of any size.
    void read(const split_key& key, const std::function<void(std::string_view)>& take) const;

    /// Bytes of records held in memory at the moment, for tests of the bound.
    std::size_t buffered_bytes() const { return buffered_bytes_; }

private:
    struct gathered_day {
        std::string buffer;
        std::vector<std::uint32_t> parts;  ///< of the spool
        std::uint64_t records = 0;
    };

    void flush(gathered_day& day);
    void make_room();

    connectors::spool spool_;
    std::size_t buffer_bytes_max_;
    std::map<split_key, gathered_day> days_;
    std::size_t buffered_bytes_ = 0;
};

/// Gives each day's records to whoever asks for the slice: the report source of an import. Borrows the splitter.
class split_source final : public connectors::report_source {
public:
    explicit split_source(const day_splitter& days) : days_{days} {}

    /// One part a day; its bytes do not count as downloaded. A day without records is no data.
    connectors::fetch_outcome fetch(const schema::slice& slice, connectors::body_sink& sink,
                                    const connectors::fetch_limits& limits) override;
    /// Always `report`: files have no scope to ask for.
    connectors::fetch_outcome probe(const schema::target& target, const connectors::fetch_limits& limits) override;

private:
    const day_splitter& days_;
};

}  // namespace pipelines
