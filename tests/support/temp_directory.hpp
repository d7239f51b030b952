#pragma once
// A directory that lives as long as its test.

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace test_support {

/// Under $TMPDIR (or /tmp), removed with everything in it unless `keep`.
class temp_directory {
public:
    temp_directory() {
        std::string name = (std::filesystem::temp_directory_path() / "sync-test.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
        path_ = name;
    }
    ~temp_directory() {
        std::error_code ignored;
        if (!keep) std::filesystem::remove_all(path_, ignored);
    }
    temp_directory(const temp_directory&) = delete;
    temp_directory& operator=(const temp_directory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    bool keep = false;

private:
    std::filesystem::path path_;
};

/// The whole file; empty when there is none.
inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Whole or not at all: whoever looks at the path sees the old bytes or the new ones.
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    const std::filesystem::path fresh = path.string() + ".new";
    std::ofstream(fresh, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::filesystem::rename(fresh, path);
}

}  // namespace test_support
