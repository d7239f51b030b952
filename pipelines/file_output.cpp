#include "pipelines/file_output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace pipelines {

file_output::file_output(std::filesystem::path path) : path_{std::move(path)} {
    std::error_code ignored;
    if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), ignored);
    temporary_ = path_;
    temporary_ += "." + std::to_string(::getpid()) + ".tmp";
    stream_.open(temporary_, std::ios::binary | std::ios::trunc);
    if (!stream_) fail("cannot create");
}

file_output::~file_output() {
    if (finished_) return;
    stream_.close();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void file_output::write(std::string_view bytes) {
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!stream_) fail("cannot write");
}

void file_output::finish() {
    stream_.close();
    if (!stream_) fail("cannot write");
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) throw std::runtime_error("cannot write " + path_.string() + ": " + error.message());
    finished_ = true;
}

void file_output::fail(const char* what) const {
    throw std::runtime_error(std::string(what) + " " + path_.string() + ": " + std::strerror(errno));
}

}  // namespace pipelines
