// The shape of the project, read from its files: who may include whom (docs of each folder), which library lives where,
// and how long a file may grow. A failure names the file and the rule.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// A file of ours: `sinks/postgres/copy_writer.cpp`, its folder `sinks`, its lines.
struct source_file {
    std::string path;
    std::string folder;
    bool header = false;
    std::vector<std::string> lines;
};

/// What stands between the quotes or brackets of an #include.
struct include_line {
    std::string name;
    bool quoted = false;
};

const fs::path root = SOURCE_DIR;
const std::vector<std::string> folders{"schema", "config", "transforms", "connectors", "sinks", "pipelines"};

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& p) { return text.starts_with(p); });
}

std::vector<source_file> files_of(const std::string& folder) {
    std::vector<source_file> files;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension().string();
        if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
        source_file file{fs::relative(entry.path(), root).generic_string(), folder, extension == ".hpp", {}};
        std::ifstream stream(entry.path());
        for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
        files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

/// Every source and header of the program.
const std::vector<source_file>& program() {
    static const std::vector<source_file> files = [] {
        std::vector<source_file> all;
        for (const auto& folder : folders)
            for (auto& file : files_of(folder)) all.push_back(std::move(file));
        return all;
    }();
    return files;
}

std::vector<include_line> includes_of(const source_file& file) {
    std::vector<include_line> includes;
    for (const std::string& line : file.lines) {
        std::size_t at = line.find_first_not_of(" \t");
        if (at == line.npos || line[at] != '#') continue;
        at = line.find_first_not_of(" \t", at + 1);
        if (at == line.npos || line.compare(at, 7, "include") != 0) continue;
        const std::size_t open = line.find_first_of("\"<", at);
        if (open == line.npos) continue;
        const std::size_t close = line.find_first_of("\">", open + 1);
        includes.push_back({line.substr(open + 1, close - open - 1), line[open] == '"'});
    }
    return includes;
}

/// The libraries that we use, by the beginning of their headers' names.
const std::map<std::string, std::vector<std::string>> libraries{
    {"boost", {"boost/"}},   {"openssl", {"openssl/"}},  {"zlib", {"zlib.h", "zconf.h"}},
    {"zstd", {"zstd"}},      {"simdjson", {"simdjson"}}, {"yaml-cpp", {"yaml-cpp/"}},
    {"spdlog", {"spdlog/"}}, {"fmt", {"fmt/"}},          {"CLI11", {"CLI/"}},
    {"libpqxx", {"pqxx/"}},  {"libpq", {"libpq"}},       {"sqlite3", {"sqlite3"}},
};

/// The library of a header, "" for the standard library and the system.
std::string library_of(const std::string& header) {
    for (const auto& [name, prefixes] : libraries)
        if (starts_with_any(header, prefixes)) return name;
    return "";
}

/// Fails for each include of the program for which `refused` gives a reason.
template <typename Refused>
void expect_no_include(Refused&& refused) {
    for (const source_file& file : program())
        for (const include_line& include : includes_of(file))
            if (const std::string why = refused(file, include); !why.empty())
                ADD_FAILURE() << file.path << " includes " << include.name << ": " << why;
}

TEST(Layout, FindsTheFilesItChecks) {
    for (const auto& folder : folders) EXPECT_GE(files_of(folder).size(), 5u) << folder;
    std::size_t includes = 0;
    for (const auto& file : program()) includes += includes_of(file).size();
    EXPECT_GT(includes, 300u);
}

TEST(Layout, EveryFolderIncludesOnlyTheFoldersBelowIt) {
    const std::map<std::string, std::set<std::string>> allowed{
        {"schema", {}},
        {"config", {"schema"}},
        {"transforms", {"schema"}},
        {"connectors", {"config", "schema"}},
        {"sinks", {"config", "schema"}},
        {"pipelines", {"schema", "config", "transforms", "connectors", "sinks"}},
    };
    expect_no_include([&](const source_file& file, const include_line& include) -> std::string {
        const std::string target = include.name.substr(0, include.name.find('/'));
        const bool ours = std::find(folders.begin(), folders.end(), target) != folders.end();
        if (!ours || target == file.folder || allowed.at(file.folder).contains(target)) return "";
        return file.folder + " may not include " + target;
    });
}

TEST(Layout, IncludesOfOursAreQuotedAndNamedFromTheRoot) {
    expect_no_include([](const source_file&, const include_line& include) -> std::string {
        const std::string target = include.name.substr(0, include.name.find('/'));
        const bool ours = std::find(folders.begin(), folders.end(), target) != folders.end();
        if (ours && include.quoted) {
            const bool generated = include.name == "pipelines/version.hpp";
            return generated || fs::exists(root / include.name) ? "" : "there is no such file";
        }
        if (ours) return "ours are quoted";
        return include.quoted ? "includes of ours begin with their folder, others stand in <>" : "";
    });
}

TEST(Layout, NoTestIsIncludedByTheProgram) {
    expect_no_include([](const source_file&, const include_line& include) -> std::string {
        return starts_with_any(include.name, {"tests/", "gtest/", "gmock/", "benchmark/"}) ? "that is for tests" : "";
    });
}

TEST(Layout, EveryFolderUsesOnlyTheLibrariesOfItsOwn) {
    const std::map<std::string, std::set<std::string>> allowed{
        {"schema", {}},
        {"config", {"yaml-cpp"}},
        {"transforms", {"simdjson", "boost", "openssl"}},  // openssl for the content hash
        {"connectors", {"boost", "openssl", "zlib", "zstd", "simdjson"}},
        {"sinks", {"libpqxx", "libpq", "sqlite3", "zlib"}},  // zlib for exports
        {"pipelines", {"boost", "spdlog", "fmt", "CLI11"}},
    };
    expect_no_include([&](const source_file& file, const include_line& include) -> std::string {
        const std::string library = library_of(include.name);
        return library.empty() || allowed.at(file.folder).contains(library) ? ""
                                                                            : file.folder + " does not use " + library;
    });
}

TEST(Layout, EachLibraryStaysBehindItsDoor) {
    expect_no_include([](const source_file& file, const include_line& include) -> std::string {
        const std::string library = library_of(include.name);
        const auto below = [&](const char* folder) { return file.path.starts_with(folder); };
        if ((library == "libpqxx" || library == "libpq") && !below("sinks/postgres/"))
            return "only sinks/postgres does";
        if (library == "sqlite3" && !(below("sinks/sqlite/") && !file.header))
            return "only a .cpp of sinks/sqlite does";
        if (library == "simdjson" && file.header && !below("transforms/")) return "in headers only transforms does";
        if (library == "yaml-cpp" && file.header) return "only the .cpp of the loader does";
        if (library == "CLI11" && file.path != "pipelines/command_line.cpp") return "only command_line.cpp does";
        if (library == "boost" && below("transforms/") && !include.name.starts_with("boost/system/"))
            return "transforms uses Boost.System's result alone";
        return "";
    });
}

TEST(Layout, BeastIsCompiledInTwoSourcesOnly) {
    // A minute of compiling each: the dialer, the client, and the header that the two share and nobody else may include.
    const std::set<std::string> users{"connectors/http/dialer.cpp", "connectors/http/http_client.cpp"};
    const std::string shared = "connectors/http/exchange.hpp";
    expect_no_include([&](const source_file& file, const include_line& include) -> std::string {
        const bool beast = include.name.starts_with("boost/beast") && file.path != shared;
        if (!beast && include.name != shared) return "";
        const bool allowed = users.contains(file.path) || (include.name == shared && file.path == "connectors/http/dialer.hpp");
        return allowed ? "" : "Beast would be compiled here as well";
    });
}

TEST(Layout, TheStandardLibraryHasNoFormatNorExpectedYet) {
    expect_no_include([](const source_file&, const include_line& include) -> std::string {
        return include.name == "format" || include.name == "expected" ? "g++ 12 does not have it" : "";
    });
}

TEST(Layout, NoFolderIsForThingsWithoutAnOwner) {
    for (const auto& file : program())
        for (const char* name : {"common", "util", "utils", "core", "helpers", "misc"})
            EXPECT_EQ((file.path + "/").find("/" + std::string(name) + "/"), std::string::npos) << file.path;
}

TEST(Layout, NoSourceGrowsBeyondFourHundredLinesAndNoTestBeyondFiveHundred) {
    for (const auto& file : program()) EXPECT_LE(file.lines.size(), 400u) << file.path << ": look for the second idea";
    for (const auto& file : files_of("tests")) EXPECT_LE(file.lines.size(), 500u) << file.path;
}

TEST(Layout, EveryHeaderBeginsWithPragmaOnceAndWhyItExists) {
    for (const auto& file : program()) {
        if (!file.header) continue;
        ASSERT_GE(file.lines.size(), 2u) << file.path;
        EXPECT_EQ(file.lines[0], "#pragma once") << file.path;
        EXPECT_TRUE(file.lines[1].starts_with("// ")) << file.path << ": the second line says why the file exists";
    }
}

TEST(Layout, EveryHeaderOfTestsBeginsWithBothInEitherOrder) {
    for (const auto& file : files_of("tests")) {
        if (!file.header) continue;
        bool once = false, comment = false;
        for (const std::string& line : file.lines) {
            once = once || line == "#pragma once";
            comment = comment || line.starts_with("// ");
            if (!line.empty() && line != "#pragma once" && !line.starts_with("//")) break;
        }
        EXPECT_TRUE(once && comment) << file.path;
    }
}

TEST(Layout, TheSimulatorIsAProgramOfItsOwn) {
    for (const auto& file : files_of("tests/simulator"))
        for (const auto& include : includes_of(file))
            EXPECT_FALSE(starts_with_any(include.name,
                                         {"schema/", "config/", "transforms/", "connectors/", "sinks/", "pipelines/"}))
                << file.path << " includes " << include.name << ": it must not share our mistakes";
}

}  // namespace
