#include "tests/bench/null_session.hpp"

#include "sinks/postgres/copy_text.hpp"

namespace bench {

namespace {

/// As much as a COPY holds before it is sent.
constexpr std::size_t batch_bytes = std::size_t{1} << 20;

class dropping_writer final : public sinks::row_writer {
public:
    explicit dropping_writer(std::uint64_t& dropped) : dropped_{dropped} { buffer_.reserve(2 * batch_bytes); }

    void null() override {
        separate();
        buffer_ += "\\N";
    }
    void text(std::string_view value) override {
        separate();
        sinks::postgres::append_copy_text(buffer_, value);
    }
    void integer(std::int64_t value) override {
        separate();
        sinks::postgres::append_copy_integer(buffer_, value);
    }
    void boolean(bool value) override {
        separate();
        buffer_ += value ? 't' : 'f';
    }
    void end_row() override {
        buffer_ += '\n';
        row_begun_ = false;
        if (buffer_.size() >= batch_bytes) finish();
    }
    void finish() override {
        dropped_ += buffer_.size();
        buffer_.clear();
    }

private:
    void separate() {
        if (row_begun_) buffer_ += '\t';
        row_begun_ = true;
    }

    std::uint64_t& dropped_;
    std::string buffer_;
    bool row_begun_ = false;
};

class no_rows final : public sinks::row_stream {
public:
    bool next(sinks::sql_row&) override { return false; }
};

}  // namespace

std::unique_ptr<sinks::row_stream> null_session::stream(std::string_view, std::span<const sinks::sql_value>) {
    return std::make_unique<no_rows>();
}

std::unique_ptr<sinks::row_writer> null_session::bulk_insert(std::string_view, std::span<const std::string_view>) {
    return std::make_unique<dropping_writer>(encoded_bytes_);
}

}  // namespace bench
