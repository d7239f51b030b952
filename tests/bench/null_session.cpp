#include "tests/bench/null_session.hpp"

#include "sinks/postgres/background_copy.hpp"

namespace bench {

namespace {

class dropping_writer final : public sinks::row_writer {
public:
    explicit dropping_writer(std::uint64_t& dropped) : dropped_{dropped} {}

    void null() override { rows_.null(); }
    void text(std::string_view value) override { rows_.text(value); }
    void integer(std::int64_t value) override { rows_.integer(value); }
    void boolean(bool value) override { rows_.boolean(value); }
    void end_row() override {
        rows_.end_row();
        if (rows_.bytes().size() >= sinks::postgres::copy_batch_bytes) finish();
    }
    void finish() override {
        dropped_ += rows_.bytes().size();
        rows_.clear();
    }

private:
    std::uint64_t& dropped_;
    sinks::postgres::copy_encoder rows_{sinks::postgres::copy_buffer_bytes};
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
