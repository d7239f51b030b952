#include <gtest/gtest.h>

#include "settings_support.hpp"

namespace config::testing {
namespace {

TEST(YamlSyntax, MistakesNameLineAndColumnAndWhatProbablyHappened) {
    const file_case cases[] = {
        {"database:\n\turl: x\n", {"FILE:2:5: a tab cannot indent YAML: use blanks"}},
        {"database:\n  url: x\n\tauto_migrate: true\n", {"FILE:3:1: a tab cannot indent YAML: use blanks"}},
        {"sources:\n  - organizations: [${ORG}, b]\n",
         {"FILE:2:22: inside [ ] and { } a variable must be quoted: \"${NAME}\""}},
        {"database: {url: ${DATABASE_URL}}\n",
         {"FILE:1:18: inside [ ] and { } a variable must be quoted: \"${NAME}\""}},
        {"database:\n  url: a: b\n",
         {"FILE:2:9: no key can stand here: check the indentation, and quote a value that holds \": \""}},
        {"database:\n  url: @home\n", {"FILE:2:8: a value that begins with @, ` or % must be quoted"}},
        {"database:\n  url: *hunter2\n",
         {"FILE:2:8: a value that begins with & or * must be quoted (anchors and aliases are not accepted)"}},
        {"database:\n  url: \"a\\qb\"\n",
         {"FILE:2:12: \\ begins an escape inside double quotes: write \\\\, or use single quotes"}},
        {"sources: [1, 2\nsync: {}\n",
         {"FILE:2:5: this is not valid YAML: end of sequence flow not found (check indentation and quotes)"}},
        {"database:\n   url: x\n  auto_migrate: true\n",
         {"FILE:3:3: this is not valid YAML: end of map not found (check indentation and quotes)"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(YamlSyntax, QuoteThatIsNeverClosedIsFoundWhereItOpens) {
    for (const char quote : {'"', '\''}) {
        const std::string yaml = std::string("# ä\ndatabase:\n  url: ") + quote + "sqlite:a\nsync:\n  concurrency: 3\n";
        expect_mistakes({yaml, {"FILE:3:8: the quote that opens here is never closed"}});
    }
    expect_mistakes({"database:\n  url: \"a\\\"\n", {"FILE:2:8: the quote that opens here is never closed"}});
    expect_mistakes({"database:\n  url: 'a''\n", {"FILE:2:8: the quote that opens here is never closed"}});
}

TEST(YamlSyntax, QuotesThatAreClosedAreFineOverLinesAndWithQuotesInside) {
    const auto loaded = load_yaml("\xEF\xBB\xBF# \xC3\xA4\r\ndatabase:\r\n  url: 'sqlite:it''s \"here\"'\r\n" +
                                  complete_yaml.substr(complete_yaml.find("sources")) +
                                  "archive:\n  directory: \"/var/\\\"raw\\\"\"\nsync: {spool_dir: \"/a\n    b\"}\n");
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(loaded.settings.database_url.expose(), "sqlite:it's \"here\"");
    EXPECT_EQ(loaded.settings.archive_directory, "/var/\"raw\"");
    EXPECT_EQ(loaded.settings.sync.spool_dir, "/a b");
}

TEST(YamlSyntax, FileWithoutAnyKeyIsAMistakeOfItsOwn) {
    for (const char* yaml :
         {"\n", "# nothing\n# here\n", "---\n", "---\n...\n", "~\n", "null", "\xEF\xBB\xBF", " \n \n"})
        expect_mistakes({yaml, {"FILE:1: the file holds no settings: begin with `database:` and `sources:`"}});
}

TEST(YamlSyntax, EmptyFileIsTheSame) {
    const scratch_files files;
    settings_inputs inputs;
    inputs.variable = [](const std::string&) { return std::nullopt; };
    inputs.config_path = files.write("empty.yaml", "");
    EXPECT_EQ(lines(load_settings(inputs).mistakes),
              *inputs.config_path + ":1: the file holds no settings: begin with `database:` and `sources:`\n");
}

TEST(YamlSyntax, TextOrListInsteadOfKeysIsAMistake) {
    expect_mistakes({"sqlite:metrics.db\n", {"FILE:1: the file must hold keys with values, not a single value"}});
    expect_mistakes({"\n- url: x\n", {"FILE:2: the file must hold keys with values, not a list"}});
}

TEST(YamlSyntax, FileThatCannotBeReadIsNamedWithItsReason) {
    const scratch_files files;
    settings_inputs inputs;
    inputs.variable = [](const std::string&) { return std::nullopt; };
    inputs.config_path = files.path() + "/missing.yaml";
    EXPECT_EQ(lines(load_settings(inputs).mistakes),
              *inputs.config_path + ": the configuration file (--config) cannot be read: No such file or directory\n");
    inputs.config_path = files.path();
    EXPECT_EQ(lines(load_settings(inputs).mistakes),
              *inputs.config_path + ": the configuration file (--config) cannot be read: Is a directory\n");
}

TEST(YamlSyntax, ControlCharactersAreRefusedBecauseTheyWouldEndTheFile) {
    for (const char c : {'\x04', '\0', '\x1b', '\x7f'}) {
        const std::string yaml = std::string("database:\n  url: a") + c + "b\nsync: {concurrency: 99}\n";
        expect_mistakes({yaml, {"FILE:2:9: a control character stands here: the file must be UTF-8 text"}});
    }
    const std::string utf16("d\0a\0t\0a\0", 8);
    expect_mistakes({utf16, {"FILE:1:2: a control character stands here: the file must be UTF-8 text"}});
}

TEST(YamlSyntax, SecondDocumentIsRefusedNotIgnored) {
    expect_mistakes(
        {complete_yaml + "---\nsync: {concurrency: 2}\n",
         {"FILE:7:1: a second document begins here, or a line that does not belong: one document is read"}});
    expect_mistakes(
        {"  sync: {}\ndatabase: {}\n",
         {"FILE:2:1: a second document begins here, or a line that does not belong: one document is read"}});
    EXPECT_EQ(lines(load_yaml("---\n" + complete_yaml + "...\n").mistakes), "");
}

TEST(YamlSyntax, AnchorsAliasesMergesAndTagsAreRefusedInWords) {
    const file_case cases[] = {
        {complete_yaml + "sync: &s {concurrency: 3}\n",
         {"FILE:7:7: anchors (&name) are not accepted: write the value out where it is needed, or quote it"}},
        {complete_yaml + "sync: &s {concurrency: 3}\narchive: *s\n",
         {"FILE:7:7: anchors (&name) are not accepted: write the value out where it is needed, or quote it"}},
        {complete_yaml + "sync:\n  <<: {concurrency: 3}\n",
         {"FILE:8:3: merge keys (<<) are not accepted: write the values out"}},
        {complete_yaml + "sync:\n  concurrency: !!int 3\n  deadline: !x 5m\n",
         {"FILE:8:16: tags (!name) are not accepted: quote the value",
          "FILE:9:13: tags (!name) are not accepted: quote the value"}},
        {complete_yaml + "? [a, b]\n: c\n", {"FILE:7:3: a key must be a plain word"}},
        {complete_yaml + "sync:\n  ~: c\n  \"\": d\n",
         {"FILE:8:3: a key must be a plain word", "FILE:9:3: a key must be a plain word"}},
    };
    for (const file_case& each : cases) expect_mistakes(each);
}

TEST(YamlSyntax, MistakesRepeatNoneOfTheText) {
    for (const char* yaml :
         {"database: {url: *hunter2}\n", "database: *hunter2\n", "hunter2\n", "- hunter2: [\n",
          "database:\n  url: \"hunter2\n", "database:\n  url: hunter2: x\n", "&hunter2 a: b\n",
          "database:\n  url: !hunter2 x\n", "database:\n url: |hunter2\n", "%hunter2\n", "? hunter2 : [\n"})
        EXPECT_EQ(lines(load_yaml(yaml).mistakes).find("hunter2"), std::string::npos)
            << lines(load_yaml(yaml).mistakes);
}

}  // namespace
}  // namespace config::testing
