#pragma once
// A file that appears whole or not at all: written under a temporary name beside it, then renamed.

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace pipelines {

/// Creates missing directories. Throws std::runtime_error naming the path and what the system says. Destroyed without
/// `finish`, it removes what it wrote.
class file_output {
public:
    explicit file_output(std::filesystem::path path);
    ~file_output();
    file_output(const file_output&) = delete;
    file_output& operator=(const file_output&) = delete;

    void write(std::string_view bytes);
    void finish();

private:
    [[noreturn]] void fail(const char* what) const;

    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::ofstream stream_;
    bool finished_ = false;
};

}  // namespace pipelines
