#include "tests/simulator/script_file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iostream>
#include <iterator>

namespace simulator {

script_verdict script_file::judge(const request_target& target) {
    const std::lock_guard lock{mutex_};
    refresh();
    script_verdict verdict;
    verdict.error = script_.error;
    for (const rule& line : script_.rules) {
        if (!line.matchers.match(target)) {
            continue;
        }
        apply(line, verdict.report);
        if (!line.answer_actions.empty() && line.matchers.applies_to(++counts_[line.key])) {
            apply(line, verdict.answer);
        }
    }
    if (!verdict.report.raw_file.empty()) {
        verdict.report.raw_file = (path_.parent_path() / verdict.report.raw_file).string();
    }
    return verdict;
}

report_changes script_file::look_up(const request_target& target) {
    const std::lock_guard lock{mutex_};
    report_changes changes;
    for (const rule& line : script_.rules) {
        if (line.matchers.match(target)) {
            apply(line, changes);
        }
    }
    return changes;
}

void script_file::refresh() {
    if (path_.empty()) {
        return;
    }
    const file_stamp now = stamp();
    if (now == loaded_) {
        return;
    }
    loaded_ = now;
    std::ifstream file{path_, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    script_ = parse_script(text);
    if (!script_.error.empty()) {
        std::cerr << "script error: " << path_.string() << " " << script_.error << std::endl;
    }
}

script_file::file_stamp script_file::stamp() const {
    struct stat status {};
    if (::stat(path_.c_str(), &status) != 0) {
        return {};
    }
    return {.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
            .bytes = status.st_size,
            .inode = status.st_ino};
}

}  // namespace simulator
