#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "config/config_show.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

std::string source(const std::string& credential) {
    return "database: {url: \"sqlite:a\"}\nsources:\n  - type: github_copilot\n    organizations: [o]\n    " +
           credential + "\n";
}

TEST(SecretFiles, OfTheFileAreReadFromTheCurrentDirectory) {
    const scratch_files files;
    files.write("token", "file-token\n");
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(files.path());
    const auto loaded = load_yaml(source("token_file: token"));
    std::filesystem::current_path(before);
    EXPECT_EQ(lines(loaded.mistakes) + lines(loaded.warnings), "");
    EXPECT_EQ(loaded.settings.sources.at(0).token.expose(), "file-token");
    EXPECT_EQ(loaded.settings.sources.at(0).token_file, "token");
}

TEST(SecretFiles, ThatOthersCanReadDrawAWarningWithTheLine) {
    const scratch_files files;
    const std::string token = files.write("token", "t", 0644),
                      key = files.write("key", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", 0640);
    EXPECT_EQ(lines(load_yaml(source("token_file: " + token)).warnings),
              "FILE:5: sources.token_file: the file " + token + " can be read by others: chmod 600 it\n");
    EXPECT_EQ(lines(load_yaml(source("app: {id: 1, private_key_file: " + key + "}")).warnings),
              "FILE:5: sources.app.private_key_file: the file " + key + " can be read by others: chmod 600 it\n");
}

TEST(SecretFiles, OfSomebodyElseAreOursToReadByTheirGroup) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    const scratch_files files;
    const auto warnings = [&](::mode_t mode) {
        const std::string token = files.write("token", "t", mode);
        EXPECT_EQ(::chown(token.c_str(), 65532, 0), 0);
        return load_yaml(source("token_file: " + token)).warnings.size();
    };
    EXPECT_EQ(warnings(0440), 0u);  // as Kubernetes mounts a Secret under fsGroup
    EXPECT_EQ(warnings(0444), 1u);
}

TEST(SecretFiles, ThatCannotBeUsedAreNamedWithTheReason) {
    const scratch_files files;
    const std::string empty = files.write("empty", " \n");
    const std::pair<std::string, std::string> cases[] = {
        {"/nonexistent/token", "the file /nonexistent/token cannot be read: No such file or directory"},
        {empty, "the file " + empty + " cannot be used: it is empty"},
        {files.path(), "the file " + files.path() + " cannot be read: Is a directory"},
        {"/dev/zero", "the file /dev/zero is larger than 64 KiB, which cannot be meant"},
        {"ghp_0123456789abcdef", "it seems to hold a token, not the path of a file with one"},
        {"0123456789abcdef0123456789abcdef", "it seems to hold a token, not the path of a file with one"},
    };
    for (const auto& [path, why] : cases)
        expect_mistakes({source("token_file: " + path), {"FILE:5: sources.token_file: " + why}});
}

TEST(SecretFiles, ConfigurationWithASecretInsideCountsAsOne) {
    const std::string warning =
        "FILE: the file holds a secret and can be read by others: chmod 600 it, or write ${NAME} instead\n";
    const auto warnings = [](const std::string& yaml, ::mode_t mode) {
        return lines(load_given({.yaml = yaml, .set = {{"T", "t"}}, .yaml_mode = mode}).warnings);
    };
    EXPECT_EQ(warnings(source("token: literal"), 0644), warning);
    EXPECT_EQ(warnings(source("token: literal"), 0600), "");
    EXPECT_EQ(warnings(source("token: ${T}"), 0644), "");
    EXPECT_EQ(warnings(source("token: ${T}") + "database: {url: \"postgresql://u:pw@h/d\"}\n", 0644), "")
        << "the first database counts";
    const std::string rest = complete_yaml.substr(complete_yaml.find("sources"));
    EXPECT_EQ(warnings("database: {url: \"postgresql://u:pw@h/d\"}\n" + rest, 0644), warning);
    EXPECT_EQ(warnings("database: {url: \"postgresql://h/d?password=pw\"}\n" + rest, 0644), warning);
    EXPECT_EQ(warnings("database: {url: \"postgresql://u@h/d\"}\n" + rest, 0644), "");
    EXPECT_EQ(warnings("database: {url: \"postgresql://u:${T}@h/d\"}\n" + rest, 0644), "");
}

TEST(SecretValues, OfOneLineOnly) {
    expect_mistakes(
        {source("token: ${T}"),
         {"FILE:5: sources.token holds blanks or control characters inside the token: it must be one line"}},
        {{"T", "hunter2\nX-Header: 1"}});
}

TEST(SecretValues, AppearInNoMessageAndNoOutputWhateverElseIsWrong) {
    const variables set{{"TOKEN", "hunter2 token"},
                        {"KEY", "hunter2 key"},
                        {"URL", "https://hunter2@api.github.com"},
                        {"DB", "postgresql://user:hunter2@host/db?password=hunter2"}};
    const std::string yaml = R"(database: {url: "${DB}"}
sources:
  - name: "${TOKEN}"
    type: "${TOKEN}"
    api_url: ${URL}
    token: hunter2 twice
    token_file: "${TOKEN}"
    organizations: ["${TOKEN}"]
    datasets: ["${TOKEN}"]
    download_hosts: ["${TOKEN}"]
  - {name: app, type: github_copilot, organizations: [o], app: {id: "${TOKEN}", private_key: "${KEY}", installation_id: "${KEY}"}}
  - {name: file, type: github_copilot, organizations: [o], token_file: "${TOKEN}"}
  - {name: token, type: github_copilot, organizations: [o], token: "${TOKEN}"}
  - {name: list, type: github_copilot, organizations: [o], token: ["hunter2"]}
sync: {concurrency: "${TOKEN}", deadline: "${TOKEN}", max_bad_records: "${TOKEN}", spool_dir: "${NOT_SET:-x}"}
privacy: {profile: "${TOKEN}"}
)";
    const auto loaded = load_yaml(yaml, set);
    EXPECT_GE(loaded.mistakes.size(), 14u) << lines(loaded.mistakes);
    EXPECT_EQ((lines(loaded.mistakes) + lines(loaded.warnings)).find("hunter2"), std::string::npos)
        << lines(loaded.mistakes);
}

TEST(SecretValues, InThePlaceOfANameAreRefusedBeforeTheyGoIntoUrlsAndTables) {
    const variables set{{"T", "ghp_0123456789abcdefABCDEF"}, {"LONG", "github_pat_0123456789"}};
    expect_mistakes({source("name: ${T}\n    token: t"), {"FILE:5: sources.name seems to hold a token, not a name"}},
                    set);
    expect_mistakes({source("token: t\n    enterprises: [\"${T}\", \"${LONG}\"]"),
                     {"FILE:6: sources.enterprises seems to hold a token, not a slug",
                      "FILE:6: sources.enterprises seems to hold a token, not a slug"}},
                    set);
    expect_mistakes(
        {source("app: {id: \"${T}\", private_key_file: /nonexistent}"),
         {"FILE:5: sources.app.id seems to hold a token, not the App's id",
          "FILE:5: sources.app.private_key_file: the file /nonexistent cannot be read: No such file or directory"}},
        set);
    expect_mistakes({"database: {url: \"sqlite:a\"}\nsources:\n  - {type: augment, token: t, organization: \"${T}\"}\n",
                     {"FILE:3: sources.organization seems to hold a token, not a label"}},
                    set);
    EXPECT_EQ(
        lines(load_given(
                  {.set = {{"DATABASE_URL", "sqlite:a"}, {"GITHUB_TOKEN", "octo-org"}, {"GITHUB_ORG", set.at("T")}}})
                  .mistakes),
        "GITHUB_ORG seems to hold a token, not a slug\n")
        << "both in the other's place";
}

TEST(SecretValues, ThatLookLikeOneAreHiddenWhereverTheyStand) {
    for (const char* value :
         {"ghp_0123456789", "github_pat_0123456789", "user:hunter2@host", "-----BEGIN PRIVATE KEY-----"}) {
        const auto loaded = load_yaml(complete_yaml + "sync: {deadline: \"" + value + "\"}\n");
        EXPECT_EQ(lines(loaded.mistakes),
                  "FILE:7: sync.deadline is '***': it must be a duration such as 50m, 90s or 1h30m\n");
    }
}

}  // namespace
}  // namespace config::testing
