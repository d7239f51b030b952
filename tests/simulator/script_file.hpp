#pragma once
// The script as it is on disk right now: a test changes the simulator's behaviour by replacing the file.

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "tests/simulator/script.hpp"

namespace simulator {

/// What the script says about one request.
struct script_verdict {
    std::string error;  // the script is broken: nothing else holds
    report_changes report;
    answer_changes answer;
};

/// May be used by any number of threads at once.
class script_file {
public:
    /// No path: no rules. A file that does not exist yet has no rules either.
    explicit script_file(std::filesystem::path path) : path_(std::move(path)) {}

    /// Looks whether the file changed, then collects what all matching rules say, later lines over earlier ones. Counts
    /// the request for each rule that matches it. A new mistake in the file is also printed to stderr.
    script_verdict judge(const request_target& target);

    /// What the data actions say about a target, as of the last judgement; counts nothing.
    report_changes look_up(const request_target& target);

private:
    struct file_stamp {
        std::int64_t modified_ns = -1;
        std::int64_t bytes = -1;
        std::uint64_t inode = 0;  // a rename within the clock's grain leaves only this
        friend bool operator==(const file_stamp&, const file_stamp&) = default;
    };

    void refresh();
    file_stamp stamp() const;

    std::mutex mutex_;
    std::filesystem::path path_;
    file_stamp loaded_;
    script script_;
    std::map<std::string, std::size_t> counts_;
};

}  // namespace simulator
