#include "pipelines/file_output.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pipelines {

namespace {

constexpr const char* temporary_end = ".tmp";

/// As for any file that a program creates; mkstemps alone would leave it to its owner.
::mode_t usual_mode() {
    const ::mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666 & ~mask;
}

}  // namespace

file_output::file_output(std::filesystem::path path) : path_{std::move(path)} {
    std::error_code ignored;
    if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), ignored);
    temporary_ = path_.string() + ".XXXXXX" + temporary_end;
    const int descriptor = ::mkstemps(temporary_.data(), static_cast<int>(std::strlen(temporary_end)));
    if (descriptor < 0) fail("cannot create");
    ::fchmod(descriptor, usual_mode());
    file_.reset(::fdopen(descriptor, "wb"));
    if (!file_) fail("cannot create");
}

file_output::~file_output() {
    if (finished_) return;
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void file_output::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("cannot write");
}

void file_output::finish() {
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail("cannot write");
    if (std::fclose(file_.release()) != 0) fail("cannot write");
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) throw file_error("cannot write " + path_.string() + ": " + error.message());
    finished_ = true;
}

void file_output::fail(const char* what) const {
    throw file_error(std::string(what) + " " + path_.string() + ": " + std::strerror(errno));
}

}  // namespace pipelines
