#include "settings_support.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

namespace config::testing {

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

build_state all_built() { return {{}, schema::all_datasets}; }

scratch_files::scratch_files() {
    static std::atomic<int> count{0};
    path_ = ::testing::TempDir() + "settings-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    std::filesystem::create_directories(path_);
}

scratch_files::~scratch_files() { std::filesystem::remove_all(path_); }

std::string scratch_files::write(const std::string& name, const std::string& bytes, ::mode_t mode) const {
    const std::string file = path_ + "/" + name;
    std::ofstream(file, std::ios::binary) << bytes;
    ::chmod(file.c_str(), mode);
    return file;
}

loaded_settings load_given(const given& inputs) {
    const scratch_files files;
    settings_inputs all;
    all.variable = [&inputs](const std::string& name) -> std::optional<std::string> {
        const auto found = inputs.set.find(name);
        return found == inputs.set.end() ? std::nullopt : std::optional(found->second);
    };
    all.flags = inputs.flags;
    all.what = inputs.what;
    all.built = inputs.built;
    if (!inputs.yaml.empty()) all.config_path = files.write("settings.yaml", inputs.yaml, inputs.yaml_mode);
    if (!inputs.env_file.empty()) all.env_file_path = files.write("variables.env", inputs.env_file, inputs.env_mode);
    loaded_settings loaded = load_settings(all);
    for (auto* list : {&loaded.mistakes, &loaded.warnings})
        for (std::string& sentence : *list) {
            replace_all(sentence, files.path() + "/settings.yaml", "FILE");
            replace_all(sentence, files.path() + "/variables.env", "ENV");
        }
    return loaded;
}

loaded_settings load_yaml(const std::string& yaml, const variables& set) {
    given inputs;
    inputs.yaml = yaml;
    inputs.set = set;
    return load_given(inputs);
}

std::string lines(const std::vector<std::string>& sentences) {
    std::string all;
    for (const std::string& sentence : sentences) all += sentence + "\n";
    return all;
}

void expect_mistakes(const file_case& expected, const variables& set) {
    EXPECT_EQ(lines(load_yaml(expected.yaml, set).mistakes), lines(expected.mistakes)) << expected.yaml.substr(0, 2000);
}

}  // namespace config::testing
