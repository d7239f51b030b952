// Any bytes as the configuration file and, after the first NUL, as the file with variables.

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "config/config_show.hpp"
#include "config/load_settings.hpp"
#include "tests/fuzz/demand.hpp"

namespace {

using fuzz::demand;

/// A value that only a variable knows: no message may show it.
constexpr std::string_view secret = "hunter2-91c2";

/// A file without a name, in memory.
class memory_file {
public:
    explicit memory_file(std::string_view bytes) : fd_{::memfd_create("config", MFD_CLOEXEC)} {
        if (fd_ < 0 || ::write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error("no file in memory to be had");
    }
    ~memory_file() { ::close(fd_); }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

config::loaded_settings load(std::string_view yaml, std::string_view variables, config::needs what) {
    const memory_file file{yaml}, env_file{variables};
    config::settings_inputs inputs;
    inputs.variable = [](const std::string& name) -> std::optional<std::string> {
        if (name == "SECRET") return std::string(secret);
        return std::nullopt;
    };
    inputs.config_path = file.path();
    inputs.env_file_path = env_file.path();
    inputs.what = what;
    return config::load_settings(inputs);
}

void check_sentences(const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
        demand(!sentence.empty(), "an empty sentence");
        demand(sentence.find(secret) == std::string::npos, "a secret in a message: " + sentence);
    }
}

bool holds_private_key(const config::settings& settings) {
    for (const auto& source : settings.sources)
        if (source.app && source.app->private_key_file.empty()) return true;  // is shown as ***, which is no key
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    if (input.find(secret) != input.npos) return 0;  // then it is none
    const std::string_view yaml = input.substr(0, input.find('\0'));
    const std::string_view variables = yaml.size() < size ? input.substr(yaml.size() + 1) : "";
    const auto of_database = load(yaml, variables, config::needs::database_only);
    check_sentences(of_database.mistakes);
    const auto loaded = load(yaml, variables, config::needs::sources);
    check_sentences(loaded.mistakes);
    check_sentences(loaded.warnings);
    if (!loaded.mistakes.empty() || holds_private_key(loaded.settings)) return 0;
    // What is shown can be loaded, and says the same.
    const std::string shown = config::show_settings(loaded.settings);
    const auto again = load(shown, "", config::needs::sources);
    demand(again.mistakes.empty(),
           shown + "cannot be loaded: " + (again.mistakes.empty() ? "" : again.mistakes.front()));
    const std::string twice = config::show_settings(again.settings);
    demand(twice.substr(0, twice.find("\n# ")) == shown.substr(0, shown.find("\n# ")),
           "shown and loaded again, it is\n" + twice + "not\n" + shown);
    return 0;
}
