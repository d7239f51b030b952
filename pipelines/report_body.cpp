#include "pipelines/report_body.hpp"

namespace pipelines {

void report_body::begin_part(std::size_t part) {
    digests_.resize(part);
    digests_.emplace_back();
    framer_ = transforms::record_framer{line_bytes_max};
    spool_.begin_part(part);
}

void report_body::write(std::string_view bytes) {
    if (bytes_arrived_) bytes_arrived_(static_cast<std::int64_t>(bytes.size()));
    spool_.write(bytes);
    framer_.push(bytes, [this](const transforms::framed_record& record) { digests_.back().add(record); });
}

void report_body::end_part() {
    framer_.finish([this](const transforms::framed_record& record) { digests_.back().add(record); });
    spool_.end_part();
}

std::uint64_t report_body::records() const {
    std::uint64_t sum = 0;
    for (const auto& digest : digests_) sum += digest.records();
    return sum;
}

std::string report_body::content_sha256() const {
    transforms::content_digest sum;
    for (const auto& digest : digests_) sum.merge(digest);
    return sum.hex();
}

void report_body::for_each_record(
    const std::function<void(std::size_t part, const transforms::framed_record&)>& visit) const {
    for (std::size_t part = 0; part < spool_.parts(); ++part) {
        transforms::record_framer framer{line_bytes_max};
        const auto deliver = [&](const transforms::framed_record& record) { visit(part, record); };
        spool_.read_part(part, [&](std::string_view bytes) { framer.push(bytes, deliver); });
        framer.finish(deliver);
    }
}

}  // namespace pipelines
