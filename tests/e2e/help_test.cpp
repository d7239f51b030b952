// --help and the documents agree: commands, options and exit codes, in both directions; and so do the examples,
// manifests and scripts that call the program.

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "tests/e2e/help_support.hpp"

namespace {

using namespace e2e;

const std::map<std::string, command_help>& help() {
    static const auto found = help_of_program();
    return found;
}

/// README.md, CHANGELOG.md and docs/, without what is about other programs' options.
std::vector<std::string> documents() {
    std::vector<std::string> found{"README.md", "CHANGELOG.md"};
    for (const auto& entry : std::filesystem::directory_iterator(PROJECT_DIR "/docs"))
        if (entry.path().extension() == ".md") found.push_back("docs/" + entry.path().filename().string());
    std::erase_if(found,
                  [](const std::string& name) { return name == "docs/decisions.md" || name == "docs/simulator.md"; });
    return found;
}

/// Files beside the documents that call the program.
std::vector<std::string> callers() {
    std::vector<std::string> found{"Dockerfile.sync", "docker-compose.yml", "script/demo",
                                   "config/examples/github-env.env", "config/examples/copilot-metrics-sync.yaml"};
    for (const char* folder : {"docs/examples", "k8s"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PROJECT_DIR "/") + folder))
            if (entry.is_regular_file()) found.push_back(entry.path().lexically_relative(PROJECT_DIR).string());
    return found;
}

/// Every option of every command.
std::set<std::string> all_options() {
    std::set<std::string> found;
    for (const auto& [name, command] : help()) found.insert(command.options.begin(), command.options.end());
    return found;
}

/// The rows of the first table below `heading` in `path`: first cell, last cell.
std::vector<std::pair<std::string, std::string>> table(const std::string& path, const std::string& heading) {
    const std::string text = document(path);
    std::istringstream lines{text.substr(text.find(heading))};
    std::vector<std::pair<std::string, std::string>> rows;
    for (std::string line; std::getline(lines, line);) {
        const bool is_row = line.starts_with("| ") && line.size() > 4;
        if (!is_row && !rows.empty()) break;
        if (!is_row || line.starts_with("| ---")) continue;
        line = line.substr(2, line.find_last_of('|') - 2);
        const auto last = line.rfind("| ");
        rows.emplace_back(line.substr(0, line.find(" | ")), last == line.npos ? "" : line.substr(last + 2));
        if (std::string& cell = rows.back().second; cell.ends_with(' ')) cell.pop_back();
    }
    return rows;
}

std::set<int> numbers(const std::string& text) {
    std::set<int> found;
    const std::regex number{"[0-9]+"};
    for (std::sregex_iterator at{text.begin(), text.end(), number}, end; at != end; ++at)
        found.insert(std::stoi(at->str()));
    return found;
}

TEST(Help, IsUnderstoodByThisTest) {
    EXPECT_GE(help().size(), 10u);
    EXPECT_TRUE(help().contains("config show"));
    EXPECT_TRUE(help().at("sync").options.contains("--deadline"));
    EXPECT_TRUE(help().at("import").options.contains("--scope"));
    const auto found = mentions_in({"x", "docker run image copilot-metrics-sync snyc --dry"}, help());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_FALSE(found[0].known_command);
    EXPECT_EQ(found[0].options, std::vector<std::string>{"--dry"});
}

TEST(Help, NamesTheCommandsOfTheReadme) {
    std::set<std::string> documented, built;
    for (const auto& [first, last] : table("README.md", "| command |"))
        if (first.starts_with("`"))
            documented.insert(std::regex_replace(first, std::regex{"`([a-z-]+( show)?).*"}, "$1"));
    for (const auto& [name, command] : help())
        if (!name.empty() && name != "config") built.insert(name);
    EXPECT_EQ(documented, built);
}

TEST(Help, OfEveryOptionIsInTheDocuments) {
    std::set<std::string> documented;
    for (const std::string& path : documents())
        for (const snippet& code : code_of(path))
            for (const mention& mention : mentions_in(code, help()))
                documented.insert(mention.options.begin(), mention.options.end());
    for (const std::string& option : all_options())
        EXPECT_TRUE(documented.contains(option)) << option << " is in no document";
}

TEST(Help, KnowsEveryCommandAndOptionOfTheDocuments) {
    const auto options = all_options();
    std::size_t seen = 0;
    std::vector<snippet> all;
    for (const std::string& path : documents())
        for (const snippet& code : code_of(path)) all.push_back(code);
    for (const std::string& path : callers())
        for (const snippet& line : lines_of(path)) all.push_back(line);
    for (const snippet& code : all)
        for (const mention& mention : mentions_in(code, help())) {
            const bool is_prose = code.text.starts_with("#");  // a comment may go on with any word after the name
            EXPECT_TRUE(mention.known_command || is_prose) << mention.where << ": no command " << mention.command;
            if (!mention.known_command) continue;
            const auto& known = mention.command.empty() ? options : help().at(mention.command).options;
            for (const std::string& option : mention.options) {
                ++seen;
                EXPECT_TRUE(known.contains(option)) << mention.where << ": " << mention.command << " has no " << option;
            }
        }
    EXPECT_GT(seen, 50u);
}

TEST(Help, SaysOfExitCodesWhatTheManualSays) {
    std::set<int> manual, manual_retry, shown;
    for (const auto& [code, retry] : table("docs/troubleshooting.md", "## Exit codes")) {
        const auto codes = numbers(code);
        manual.insert(codes.begin(), codes.end());
        if (retry == "yes") manual_retry.insert(codes.begin(), codes.end());
    }
    for (const auto& [name, command] : help()) {
        const std::size_t at = command.text.find("Exit codes (");
        ASSERT_NE(at, std::string::npos) << name;
        const std::string below = command.text.substr(at);
        EXPECT_EQ(numbers(below.substr(0, below.find(')'))), manual_retry) << name;
        shown.clear();
        const std::regex row{"\n  ([0-9, ]+)  "};
        for (std::sregex_iterator it{below.begin(), below.end(), row}, end; it != end; ++it)
            for (const int code : numbers((*it)[1])) shown.insert(code);
        EXPECT_EQ(shown, manual) << name;
    }
    EXPECT_EQ(manual, (std::set<int>{0, 1, 2, 3, 4, 5, 6, 7, 9, 130, 143}));
}

TEST(Help, OfTheUnitFileStopsRetryingWhereTheManualDoes) {
    std::set<int> given_up;
    for (const auto& [code, retry] : table("docs/troubleshooting.md", "## Exit codes"))
        if (retry == "no") given_up.merge(numbers(code));
    const std::string unit = document("docs/examples/copilot-metrics-sync.service");
    std::smatch match;
    ASSERT_TRUE(std::regex_search(unit, match, std::regex{"RestartPreventExitStatus=(.*)"}));
    EXPECT_EQ(numbers(match[1]), given_up);
}

}  // namespace
