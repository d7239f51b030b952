#pragma once
// Where an export goes: a file that appears whole or not at all, or stdout; compressed when asked for.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipelines/file_output.hpp"
#include "sinks/gzip_encoder.hpp"

namespace pipelines {

class export_file {
public:
    /// stdout.
    explicit export_file(bool gzip) : export_file{std::nullopt, gzip} {}
    /// A file; `.gz` is added to its name when it is compressed. Throws std::runtime_error naming the path.
    export_file(std::optional<std::filesystem::path> path, bool gzip);
    export_file(const export_file&) = delete;
    export_file& operator=(const export_file&) = delete;

    /// What is appended here is written by the next call of `flush` or `finish`.
    std::string& text() { return text_; }
    /// Writes what has been gathered once it is worth it. Call it after each record.
    void flush() {
        if (text_.size() >= buffer_bytes) write_out();
    }
    /// Nothing is there, under that name, before this.
    void finish();

private:
    static constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

    void write_out();
    void put(std::string_view bytes);

    std::string text_;
    std::unique_ptr<file_output> file_;  ///< none: stdout
    std::unique_ptr<sinks::gzip_encoder> gzip_;
};

}  // namespace pipelines
