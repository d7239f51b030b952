#include <gtest/gtest.h>

#include "config/env_file.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

TEST(EnvFile, LinesAreReadWithoutAnyExpansion) {
    const std::pair<const char*, const char*> cases[] = {
        {"A=b", "b"},
        {"A=", ""},
        {"A=\"\"", ""},
        {"A=''", ""},
        {"  A=b  ", "b"},
        {"export A=b", "b"},
        {"export\tA=b", "b"},
        {"  export   A=b", "b"},
        {"A= b", "b"},
        {"A=b c", "b c"},
        {"A=b=c=", "b=c="},
        {"A=b#c", "b#c"},
        {"A=b # comment", "b"},
        {"A=b\t# comment", "b"},
        {"A=b#c # comment # more", "b#c"},
        {"A=# comment", ""},
        {"A=\"b # c\"", "b # c"},
        {"A='b # c' # comment", "b # c"},
        {"A=\"b\"# comment", "b"},
        {"A=' b '", " b "},
        {"A='it\\'", "it\\"},
        {"A='\"'", "\""},
        {"A=\"'\"", "'"},
        {"A=\"a\\\"b\\\\c\\$d\\`e\\nf\\g\"", "a\"b\\c$d`e\\nf\\g"},
        {"A=$HOME ${HOME} $(id) `id` *", "$HOME ${HOME} $(id) `id` *"},
        {"A=\"$HOME $(id)\"", "$HOME $(id)"},
        {"A=a\\nb", "a\\nb"},
        {"A=it's", "it's"},
        {"A=b\r", "b"},
        {"\xEF\xBB\xBF"
         "A=b",
         "b"},
        {"\n# comment\n   # more\n\t\nA=b\n\n", "b"},
        {"A=first\nA=second\n", "second"},
        {"A=first\nA=\n", ""},
    };
    for (const auto& [text, expected] : cases) {
        findings found;
        const variable_map values = parse_env_file("ENV", text, found);
        EXPECT_EQ(lines(found.mistakes), "") << text;
        EXPECT_EQ(values, (variable_map{{"A", expected}})) << text;
    }
}

TEST(EnvFile, MistakesNameTheLineAndNoValue) {
    const char* name =
        "ENV:2: in front of the = must stand a variable's name: letters, digits and _, no blank before the =";
    const std::pair<const char*, const char*> cases[] = {
        {"hunter2", "ENV:2: this is no NAME=value line"},
        {"export hunter2", "ENV:2: this is no NAME=value line"},
        {"export", "ENV:2: this is no NAME=value line"},
        {"hunter2: x", "ENV:2: this is no NAME=value line"},
        {"=hunter2", name},
        {"A =hunter2", name},
        {"1A=hunter2", name},
        {"A-B=hunter2", name},
        {"hunter2 x=y", name},
        {"export export A=hunter2", name},
        {"A=\"hunter2", "ENV:2: A: the quote is not closed on this line"},
        {"A='hunter2", "ENV:2: A: the quote is not closed on this line"},
        {"A=\"hunter2\\\"", "ENV:2: A: the quote is not closed on this line"},
        {"A='", "ENV:2: A: the quote is not closed on this line"},
        {"A=\"hunter2\"x", "ENV:2: A: something stands after the closing quote"},
        {"A='hunter2' 'b'", "ENV:2: A: something stands after the closing quote"},
        {"A=hunter2\x01", "ENV:2: a control character stands in this line"},
        {"A=hunter2\rB=c", "ENV:2: a control character stands in this line"},
    };
    for (const auto& [line, mistake] : cases) {
        findings found;
        const variable_map values = parse_env_file("ENV", "B=good\n" + std::string(line) + "\nC=good\n", found);
        EXPECT_EQ(lines(found.mistakes), std::string(mistake) + "\n") << line;
        EXPECT_EQ(values, (variable_map{{"B", "good"}, {"C", "good"}})) << line;
    }
}

TEST(EnvFile, MistakesAreReportedAllAtOnceTogetherWithTheOthers) {
    const auto loaded = load_given({.yaml = complete_yaml + "sync: {concurrency: 0}\n",
                                    .set = {{"SYNC_BACKFILL_DAYS", "x"}},
                                    .env_file = "one\n# fine\ntwo\n"});
    EXPECT_EQ(lines(loaded.mistakes),
              "ENV:1: this is no NAME=value line\nENV:3: this is no NAME=value line\n"
              "FILE:7: sync.concurrency is '0': it must be a whole number from 1 to 64\n"
              "SYNC_BACKFILL_DAYS is 'x': it must be a whole number from 1 to 365\n");
}

TEST(EnvFile, ThatOthersCanReadDrawsAWarning) {
    for (const ::mode_t mode : {0640u, 0604u, 0644u, 0620u})
        EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .env_file = "A=b\n", .env_mode = mode}).warnings),
                  "ENV: the file can be read by others: chmod 600 it\n");
    EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .env_file = "A=b\n"}).warnings), "");
}

TEST(EnvFile, VariablesThatOnlyTheDatabaseLibraryReadsAreNotIgnoredSilently) {
    const std::string why =
        " ignored: PostgreSQL's library reads the environment alone: set it there, or say it in DATABASE_URL\n";
    const std::string file = "PGPASSWORD=hunter2\nPGUSER=me\nPGHOST=\nPATH=x\n";
    EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .env_file = file}).warnings),
              "ENV: PGPASSWORD and PGUSER are" + why);
    EXPECT_EQ(lines(load_given({.yaml = complete_yaml, .set = {{"PGUSER", "me"}}, .env_file = file}).warnings),
              "ENV: PGPASSWORD is" + why)
        << "the environment has the other";
    const std::string used = "database: {url: \"postgresql://${PGUSER}:${PGPASSWORD}@host/db\"}\n" +
                             complete_yaml.substr(complete_yaml.find("sources"));
    EXPECT_EQ(lines(load_given({.yaml = used, .env_file = file}).warnings), "");
}

TEST(EnvFile, ThatCannotBeReadIsAMistake) {
    settings_inputs inputs;
    inputs.variable = [](const std::string&) { return std::nullopt; };
    inputs.env_file_path = "/nonexistent/variables.env";
    EXPECT_EQ(
        load_settings(inputs).mistakes.at(0),
        "/nonexistent/variables.env: the file with variables (--env-file) cannot be read: No such file or directory");
    inputs.env_file_path = "/dev/zero";
    EXPECT_EQ(load_settings(inputs).mistakes.at(0),
              "/dev/zero: the file with variables (--env-file) is larger than 1 MiB, which cannot be meant");
}

TEST(EnvFile, MayBeEmpty) {
    findings found;
    EXPECT_TRUE(parse_env_file("ENV", "", found).empty());
    EXPECT_EQ(lines(found.mistakes), "");
}

}  // namespace
}  // namespace config::testing
