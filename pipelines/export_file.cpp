#include "pipelines/export_file.hpp"

#include <iostream>
#include <stdexcept>

namespace pipelines {

export_file::export_file(std::optional<std::filesystem::path> path, bool gzip) {
    if (path) {
        if (gzip) *path += ".gz";
        file_ = std::make_unique<file_output>(*path);
    }
    if (gzip) gzip_ = std::make_unique<sinks::gzip_encoder>([this](std::string_view bytes) { put(bytes); });
}

void export_file::put(std::string_view bytes) {
    if (file_)
        file_->write(bytes);
    else if (!std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        throw std::runtime_error("cannot write to stdout");
}

void export_file::write_out() {
    if (gzip_)
        gzip_->write(text_);
    else
        put(text_);
    text_.clear();
}

void export_file::finish() {
    write_out();
    if (gzip_) gzip_->finish();
    if (file_)
        file_->finish();
    else if (!std::cout.flush())
        throw std::runtime_error("cannot write to stdout");
}

}  // namespace pipelines
