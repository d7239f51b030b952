#pragma once
// A report on its way from the network to the load: stored compressed, and its content identified as it passes.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "connectors/spool.hpp"
#include "transforms/content_digest.hpp"
#include "transforms/record_framer.hpp"

namespace pipelines {

/// Longer records are set aside without being buffered.
inline constexpr std::size_t line_bytes_max = std::size_t{16} << 20;

/// The sink that a fetch fills. Constant memory. Spool errors pass through.
class report_body final : public connectors::body_sink {
public:
    /// Keeps the bytes in `spool`, which it borrows. `bytes_arrived` is told of every piece as it comes; may be empty.
    explicit report_body(connectors::spool& spool, std::function<void(std::int64_t bytes)> bytes_arrived = {})
        : spool_{spool}, bytes_arrived_{std::move(bytes_arrived)} {}

    void begin_part(std::size_t part) override;
    void write(std::string_view bytes) override;
    void end_part() override;

    /// Of all parts that ended whole.
    std::uint64_t records() const;
    std::string content_sha256() const;
    std::uint64_t bytes() const { return spool_.bytes_raw(); }

    /// Calls `visit` for each record, part by part in the order of the file; the record's bytes live for the call and
    /// have the padding that the decoders need. Any number of times.
    void for_each_record(const std::function<void(std::size_t part, const transforms::framed_record&)>& visit) const;

private:
    connectors::spool& spool_;
    std::function<void(std::int64_t bytes)> bytes_arrived_;
    std::vector<transforms::content_digest> digests_;  ///< one per part, so that a part can start over
    transforms::record_framer framer_{line_bytes_max};
};

}  // namespace pipelines
