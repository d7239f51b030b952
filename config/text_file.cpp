#include "config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace config {

namespace {

constexpr std::size_t secret_bytes_max =
    64 * 1024;  // a private key has 3 KiB; this keeps /dev/zero from filling memory

class descriptor {
public:
    explicit descriptor(const std::string& path) : fd_{::open(path.c_str(), O_RDONLY | O_CLOEXEC)} {}
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

std::string human_size(std::size_t bytes) {
    return bytes >= 1024 * 1024 ? std::to_string(bytes / (1024 * 1024)) + " MiB"
                                : std::to_string(bytes / 1024) + " KiB";
}

/// A file of somebody else is ours to read only by its group: Kubernetes mounts secrets so, root's, for the pod's
/// group.
bool open_to_others(const struct stat& info) {
    const ::mode_t others = info.st_uid == ::geteuid() ? S_IRWXG | S_IRWXO : S_IRWXO;
    return S_ISREG(info.st_mode) && (info.st_mode & others) != 0;
}

/// A token in place of its file's path: GitHub's by its prefix, any other by being long and unlike a file's name.
bool holds_token(const written_value& path) {
    return looks_like_token(path.text) || (path.text.size() >= 20 && path.text.find_first_of("/.") == path.text.npos);
}

}  // namespace

text_file read_text_file(const std::string& path, std::size_t bytes_max) {
    text_file file;
    const descriptor opened{path};
    struct stat info {};
    if (opened.get() < 0 || ::fstat(opened.get(), &info) != 0) {
        file.mistake = std::string("cannot be read: ") + std::strerror(errno);
        return file;
    }
    file.others_can_read = open_to_others(info);
    char buffer[16384];
    while (file.text.size() <= bytes_max) {
        const ssize_t count = ::read(opened.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) file.mistake = std::string("cannot be read: ") + std::strerror(errno);
        if (count <= 0) return file;
        file.text.append(buffer, static_cast<std::size_t>(count));
    }
    file.text.clear();
    file.mistake = "is larger than " + human_size(bytes_max) + ", which cannot be meant";
    return file;
}

std::string read_secret_file(const written_value& path, findings& found) {
    text_file file = read_text_file(path.text, secret_bytes_max);
    const auto first = file.text.find_first_not_of(" \r\n");
    if (!file.mistake.empty() || first == std::string::npos) {
        if (file.mistake.empty()) file.mistake = "cannot be used: it is empty";
        found.mistake(path.label() + ": " +
                      (holds_token(path) ? "it seems to hold a token, not the path of a file with one"
                                         : "the file " + path.shown + " " + file.mistake));
        return {};
    }
    if (file.others_can_read)
        found.warn(path.label() + ": the file " + path.shown + " can be read by others: chmod 600 it");
    return file.text.substr(first, file.text.find_last_not_of(" \r\n") - first + 1);
}

}  // namespace config
