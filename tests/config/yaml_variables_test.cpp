#include <gtest/gtest.h>

#include "config/expand.hpp"
#include "settings_support.hpp"

namespace config::testing {
namespace {

expansion expand_with(const std::string& text, const variables& set) {
    return expand(text, [&set](const std::string& name) -> std::optional<std::string> {
        const auto found = set.find(name);
        return found == set.end() ? std::nullopt : std::optional(found->second);
    });
}

TEST(YamlVariables, AreReplacedOnce) {
    const variables set{{"A", "1"}, {"B_2", "two"}, {"_", "under"}, {"EMPTY", ""}, {"TRICK", "${A}"}, {"DOLLAR", "$"}};
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"${A}", "1"},
        {"x${A}y${B_2}z", "x1ytwoz"},
        {"${_}", "under"},
        {"${A:-default}", "1"},
        {"${NOT_SET:-default}", "default"},
        {"${NOT_SET:-}", ""},
        {"${EMPTY:-default}", "default"},
        {"${NOT_SET:-a:-b}", "a:-b"},
        {"${NOT_SET:-http://x/?a=$b}", "http://x/?a=$b"},
        {"${TRICK}", "${A}"},
        {"${DOLLAR}{A}", "${A}"},
        {"$${A}", "${A}"},
        {"$${A}${A}", "${A}1"},
        {"$$${A}", "$${A}"},
        {"$A $ {A} $", "$A $ {A} $"},
        {"a}b", "a}b"},
        {"$$", "$$"},
    };
    for (const auto& [text, expected] : cases) {
        const expansion result = expand_with(text, set);
        EXPECT_EQ(result.text, expected) << text;
        EXPECT_EQ(result.mistake, "") << text;
    }
}

TEST(YamlVariables, ThatAreMissingOrMisspeltAreMistakes) {
    const std::pair<const char*, const char*> cases[] = {
        {"${NOT_SET}", "the variable NOT_SET is not set: set it, or write ${NOT_SET:-default}"},
        {"${EMPTY}", "the variable EMPTY is not set: set it, or write ${EMPTY:-default}"},
        {"${}", "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}"},
        {"${1A}", "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}"},
        {"${A B}", "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}"},
        {"${A-x}", "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}"},
        {"${:-x}", "${...} must hold a variable's name, as in ${NAME} or ${NAME:-default}"},
        {"${A", "${ is never closed by }: write $${ where ${ itself is meant"},
        {"x${", "${ is never closed by }: write $${ where ${ itself is meant"},
        {"${A:-${B}}", "${NAME:-default} cannot hold another ${...} in its default"},
    };
    for (const auto& [text, mistake] : cases)
        EXPECT_EQ(expand_with(text, {{"A", "1"}, {"EMPTY", ""}}).mistake, mistake) << text;
}

TEST(YamlVariables, ThatAreNotSetNameTheLineAndTheVariable) {
    expect_mistakes({complete_yaml + "sync:\n  spool_dir: ${SPOOL}\n",
                     {"FILE:8: sync.spool_dir: the variable SPOOL is not set: set it, or write ${SPOOL:-default}"}});
    expect_mistakes({complete_yaml + "    enterprises:\n      - octo-corp\n      - ${CORP}\n",
                     {"FILE:9: sources.enterprises: the variable CORP is not set: set it, or write ${CORP:-default}"}});
    expect_mistakes(
        {"database:\n  url: ${DATABASE_URL}\nsources:\n  - type: ${KIND}\n    token: ${GITHUB_TOKEN}\n    "
         "organizations: [o]\n",
         {"FILE:2: database.url: the variable DATABASE_URL is not set: set it, or write ${DATABASE_URL:-default}",
          "FILE:4: sources.type: the variable KIND is not set: set it, or write ${KIND:-default}",
          "FILE:5: sources.token: the variable GITHUB_TOKEN is not set: set it, or write ${GITHUB_TOKEN:-default}"}});
}

TEST(YamlVariables, CannotBecomeStructure) {
    const auto loaded = load_yaml(complete_yaml + "sync:\n  spool_dir: ${DIRECTORY}\n",
                                  {{"DIRECTORY", "/x\n  concurrency: 9\narchive: {directory: [a, b]}"}});
    EXPECT_EQ(lines(loaded.mistakes), "");
    EXPECT_EQ(loaded.settings.sync.concurrency, 4);
    EXPECT_EQ(loaded.settings.sync.spool_dir, "/x\n  concurrency: 9\narchive: {directory: [a, b]}");
    expect_mistakes(
        {complete_yaml + "    enterprises: [\"${LIST}\"]\n",
         {"FILE:7: sources.enterprises holds '${LIST}', which is no slug: letters, digits, '-', '_' and '.'"}},
        {{"LIST", "a, b"}});
}

TEST(YamlVariables, AreNotReplacedInKeys) {
    expect_mistakes({complete_yaml + "${SYNC}:\n  concurrency: 3\n",
                     {"FILE:7: unknown key ${SYNC} (known here: database, sources, sync, archive, privacy)"}},
                    {{"SYNC", "sync"}});
}

TEST(YamlVariables, InMessagesKeepTheirNameInsteadOfTheirValue) {
    const auto loaded =
        load_yaml(complete_yaml + "sync:\n  concurrency: ${GITHUB_TOKEN}\n", {{"GITHUB_TOKEN", "hunter2"}});
    EXPECT_EQ(lines(loaded.mistakes),
              "FILE:8: sync.concurrency is '${GITHUB_TOKEN}': it must be a whole number from 1 to 64\n");
}

}  // namespace
}  // namespace config::testing
