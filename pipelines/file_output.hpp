#pragma once
// A file that appears whole or not at all: written under a temporary name beside it, then renamed.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pipelines {

/// Names the path and what the system says.
struct file_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Creates missing directories. The temporary name is nobody else's, and what `finish` has put in place survives a power
/// cut. Throws file_error. Destroyed without `finish`, it removes what it wrote.
class file_output {
public:
    explicit file_output(std::filesystem::path path);
    ~file_output();
    file_output(const file_output&) = delete;
    file_output& operator=(const file_output&) = delete;

    void write(std::string_view bytes);
    void finish();

private:
    struct close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    [[noreturn]] void fail(const char* what) const;

    std::filesystem::path path_;
    std::string temporary_;
    std::unique_ptr<std::FILE, close> file_;
    bool finished_ = false;
};

}  // namespace pipelines
