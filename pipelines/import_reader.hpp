#pragma once
// Reads the files of an import and sorts their records by day; says which records cannot be loaded, and why.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipelines/day_splitter.hpp"
#include "pipelines/import_record.hpp"
#include "transforms/record_framer.hpp"

namespace pipelines {

/// Sentences about refused records that are kept; all are counted.
inline constexpr std::size_t refusals_kept_max = 10;

struct import_counts {
    std::uint64_t bytes = 0;             ///< unpacked
    std::uint64_t records = 0;           ///< the entries of a wrapper count, the wrapper itself does not
    std::uint64_t refused = 0;           ///< without a usable day: they cannot be loaded
    std::vector<std::string> refusals;   ///< `FILE:LINE: the record ...`, the first ones
    std::optional<std::string> failure;  ///< a file that says nothing of its kind: nothing can be loaded
};

/// Stops asking for more input when it says so.
struct import_stopped {};

class import_reader {
public:
    /// `dataset` as the user named it; without it the first record of each file decides. Days from `today` on are
    /// refused, as they are not over.
    import_reader(day_splitter& into, std::optional<schema::dataset> dataset, schema::day today)
        : into_{into}, named_{dataset}, today_{today} {}

    /// Reads one file (`-` is stdin) to its end. `more` is called with the bytes so far and may throw to stop. Throws
    /// packed_file_error and spool_error.
    void read(const std::string& path, const std::function<void(std::uint64_t bytes)>& more = {});

    const import_counts& counts() const { return counts_; }

private:
    void take(const transforms::framed_record& record);
    void take_single(const examined_record& seen, std::string_view bytes);
    void take_wrapper(const examined_record& seen);
    void refuse(const std::string& what);
    bool recognise(const examined_record& seen);

    day_splitter& into_;
    const std::optional<schema::dataset> named_;
    const schema::day today_;
    import_counts counts_;
    record_examiner examiner_;
    record_examiner entry_examiner_;
    std::string line_;                        ///< reused
    std::string where_;                       ///< `FILE:LINE`, of the record at hand
    std::optional<schema::dataset> dataset_;  ///< of the file at hand
};

}  // namespace pipelines
