#include "pipelines/archived_content.hpp"

#include "pipelines/report_body.hpp"

namespace pipelines {

namespace {

/// Computes what `sync_status.content_sha256` holds, and keeps nothing.
class content_sink final : public connectors::body_sink {
public:
    void begin_part(std::size_t) override { framer_ = transforms::record_framer{line_bytes_max}; }
    void write(std::string_view bytes) override {
        framer_.push(bytes, [this](const transforms::framed_record& record) { digest_.add(record); });
    }
    void end_part() override {
        framer_.finish([this](const transforms::framed_record& record) { digest_.add(record); });
    }
    std::string content_sha256() const { return digest_.hex(); }

private:
    transforms::record_framer framer_{line_bytes_max};
    transforms::content_digest digest_;
};

}  // namespace

archived_content read_archived(const connectors::archive& archive, const schema::slice& slice) {
    const connectors::archived_report file{archive.file_of(slice), slice};
    content_sink sink;
    file.read(sink);
    expect_content(archive, file, sink.content_sha256());
    return {file.note().content_sha256, file.note().bytes};
}

void expect_content(const connectors::archive& archive, const connectors::archived_report& file,
                    const std::string& content_sha256) {
    const connectors::archive_note& note = file.note();
    if (content_sha256 == note.content_sha256) return;
    throw connectors::archive_error{
        "The archived report " + archive.file_of(note.slice).string() + " holds other records than its note says", true};
}

}  // namespace pipelines
