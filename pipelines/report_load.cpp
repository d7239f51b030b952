#include "pipelines/report_load.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <type_traits>
#include <unordered_map>

#include "pipelines/datasets.hpp"
#include "transforms/key_filter.hpp"

namespace pipelines {

namespace {

using transforms::framed_record;

/// Between two looks at the stop token.
constexpr std::int64_t records_between_stops = 256;

std::int64_t bad_records_allowed(double share, std::int64_t records) {
    return static_cast<std::int64_t>(std::ceil(share * static_cast<double>(records)));
}

/// The tables whose rows know when they were written are told the time.
template <typename Loader>
Loader make_loader(sinks::sql_session& session, const schema::slice& slice, schema::time_point now) {
    if constexpr (std::is_constructible_v<Loader, sinks::sql_session&, const schema::slice&, schema::time_point>)
        return Loader{session, slice, now};
    else
        return Loader{session, slice};
}

/// One report of one dataset; Dataset names its decoder, its loader and its key (datasets.hpp).
template <typename Dataset>
class dataset_load {
public:
    dataset_load(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                 const load_options& options)
        : day_{slice.day},
          body_{body},
          options_{options},
          allowed_{bad_records_allowed(options.max_bad_records, static_cast<std::int64_t>(body.records()))},
          decoder_{slice.day},
          loader_{make_loader<typename Dataset::loader>(session, slice, options.now)} {}

    load_result run() {
        body_.for_each_record([this](std::size_t part, const framed_record& record) { take(part, record); });
        settle_repeats();
        tell_rows();
        if (result_.rejected <= allowed_) loader_.finish();
        const bool complete = loader_.row_count() > 0 || (options_.may_be_empty && result_.records == 0);
        result_.accepted = !result_.cut_part && result_.rejected <= allowed_ && complete;
        result_.rows = loader_.row_count();
        result_.day_totals = loader_.totals_json();
        for (const auto& seen : decoder_.drift().entries())
            result_.drift.push_back({seen.path, std::string(seen.type), static_cast<std::int64_t>(seen.count)});
        return std::move(result_);
    }

private:
    /// A record whose key came, or seemed to come, before in this report.
    struct repeat {
        std::array<std::uint8_t, 16> digest;
        std::size_t part;
        std::uint64_t line;
        std::string key;
    };

    void take(std::size_t part, const framed_record& record) {
        if (++result_.records % records_between_stops == 0) {
            if (options_.stop.stop_requested()) throw load_stopped{};
            tell_rows();
        }
        if (record.oversize)
            return reject(part, record.line, transforms::oversize_error(record.length, line_bytes_max));
        if (!decoder_.decode(record.bytes)) {
            if (record.last && (decoder_.error().reason == "malformed_json" || record.bytes == "["))
                result_.cut_part = part;
            return reject(part, record.line, decoder_.error());
        }
        if constexpr (requires { decoder_.duplicates(); }) result_.duplicates += decoder_.duplicates();
        const auto& row = decoder_.row();
        const std::string_view text = Dataset::key(row, key_text_);
        const std::uint64_t key = transforms::user_key_hash(text);
        if (!text.empty() && !seen_.insert(key)) {
            repeats_.emplace(key, repeat{digest_of(record), part, record.line, std::string(text)});
            return;
        }
        if (result_.rejected <= allowed_) loader_.write(row);  // else the slice has failed: only count on
    }

    void tell_rows() {
        if (!options_.rows_loaded) return;
        options_.rows_loaded(loader_.row_count() - rows_told_);
        rows_told_ = loader_.row_count();
    }

    static std::array<std::uint8_t, 16> digest_of(const framed_record& record) {
        transforms::content_digest digest;
        digest.add(record);
        return digest.last();
    }

    void reject(std::size_t part, std::uint64_t line, const transforms::record_error& error) {
        ++result_.rejected;
        if (result_.rejects.size() >= rejects_kept_max) return;
        result_.rejects.push_back(
            {static_cast<std::int64_t>(part), static_cast<std::int64_t>(line), error.reason, error.message, {}});
    }

    /// Keys that seemed to come more than once: read the report again for the first record of each, drop what is equal
    /// to it, set aside what is not, and load what was suspected wrongly. Rare, so it costs a pass only when it
    /// happens, and no memory when it does not.
    void settle_repeats() {
        if (repeats_.empty()) return;
        std::unordered_map<std::uint64_t, repeat> first;
        typename Dataset::decoder again{day_};
        body_.for_each_record([&](std::size_t part, const framed_record& record) {
            if (record.oversize || !again.decode(record.bytes)) return;
            const std::uint64_t key = transforms::user_key_hash(Dataset::key(again.row(), key_text_));
            if (!repeats_.contains(key) || first.contains(key)) return;
            const repeat& seen = first.emplace(key, repeat{digest_of(record), part, record.line, {}}).first->second;
            if (is_suspect(key, seen) && result_.rejected <= allowed_) loader_.write(again.row());
        });
        for (const auto& [key, later] : repeats_) {
            const repeat& seen = first.at(key);
            if (later.part == seen.part && later.line == seen.line) continue;
            if (later.digest == seen.digest)
                ++result_.duplicates;
            else
                reject(later.part, later.line,
                       {std::string(Dataset::duplicate_reason),
                        std::string(Dataset::key_name) + " " + later.key +
                            " comes twice in this report, with different content; the first one is loaded"});
        }
    }

    /// Whether the first record of a key is itself among the suspects: the filter took it for another user's.
    bool is_suspect(std::uint64_t key, const repeat& seen) const {
        const auto [begin, end] = repeats_.equal_range(key);
        return std::any_of(
            begin, end, [&](const auto& one) { return one.second.part == seen.part && one.second.line == seen.line; });
    }

    const schema::day day_;
    const report_body& body_;
    const load_options& options_;
    const std::int64_t allowed_;
    typename Dataset::decoder decoder_;
    typename Dataset::loader loader_;
    transforms::key_filter seen_;
    std::multimap<std::uint64_t, repeat> repeats_;
    std::string key_text_;  ///< reused
    std::int64_t rows_told_ = 0;
    load_result result_;
};

}  // namespace

load_result load_report(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                        const load_options& options) {
    return with_dataset(options.vendor, slice.target.dataset, [&]<typename Dataset>(Dataset) {
        return dataset_load<Dataset>{session, slice, body, options}.run();
    });
}

int decoder_version(config::source_type vendor, schema::dataset dataset) {
    return with_dataset(vendor, dataset, []<typename Dataset>(Dataset) { return Dataset::version; });
}

void fill_raw(const report_body& body, std::vector<sinks::rejected_record>& rejects) {
    std::map<std::pair<std::int64_t, std::int64_t>, sinks::rejected_record*> wanted;
    for (auto& reject : rejects) wanted[{reject.part, reject.line_number}] = &reject;
    body.for_each_record([&](std::size_t part, const framed_record& record) {
        const auto found = wanted.find({static_cast<std::int64_t>(part), static_cast<std::int64_t>(record.line)});
        if (found == wanted.end()) return;
        found->second->raw = std::string(record.bytes.substr(0, transforms::oversize_prefix_bytes));
    });
}

}  // namespace pipelines
