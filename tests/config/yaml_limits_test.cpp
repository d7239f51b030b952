#include <gtest/gtest.h>

#include <chrono>

#include "settings_support.hpp"

namespace config::testing {
namespace {

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

TEST(YamlLimits, FileOfMoreThanOneMebibyteIsRefusedUnread) {
    const std::string yaml = complete_yaml + "#" + std::string(1024 * 1024 - complete_yaml.size() - 2, 'x') + "\n";
    EXPECT_EQ(yaml.size(), 1024u * 1024u);
    EXPECT_EQ(lines(load_yaml(yaml).mistakes), "");
    expect_mistakes(
        {yaml + "#", {"FILE: the configuration file (--config) is larger than 1 MiB, which cannot be meant"}});
}

TEST(YamlLimits, DeviceWithoutEndIsRefusedToo) {
    settings_inputs inputs;
    inputs.variable = [](const std::string&) { return std::nullopt; };
    inputs.config_path = "/dev/zero";
    EXPECT_EQ(lines(load_settings(inputs).mistakes),
              "/dev/zero: the configuration file (--config) is larger than 1 MiB, which cannot be meant\n");
}

TEST(YamlLimits, AbsurdNestingStopsAtItsLimit) {
    for (const std::string& yaml :
         {"a: " + std::string(100'000, '['), repeated("- ", 100'000), repeated("{a: ", 100'000)}) {
        const auto loaded = load_yaml(yaml + "\n");
        ASSERT_EQ(loaded.mistakes.size(), 1u);
        EXPECT_TRUE(loaded.mistakes[0].ends_with(": the file is nested deeper than 16 levels, which cannot be meant"));
    }
}

TEST(YamlLimits, AliasBombIsRefusedAtItsFirstAnchorAndUnfoldsNothing) {
    std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 60; ++i) {
        const std::string below = "*a" + std::to_string(i - 1);
        yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below + repeated(", " + below, 9) + "]\n";
    }
    const auto loaded = load_yaml(yaml);
    ASSERT_EQ(loaded.mistakes.size(), 1u + 60u + 3u) << "one anchor, the keys, and what is missing";
    EXPECT_EQ(loaded.mistakes.front(),
              "FILE:1:5: anchors (&name) are not accepted: write the value out where it is needed, or quote it");
    EXPECT_EQ(loaded.mistakes[1].substr(0, 25), "FILE:1: unknown key a0 (k");
}

TEST(YamlLimits, MoreValuesThanAnybodyWritesAreRefused) {
    const auto loaded = load_yaml("a: [" + repeated("x,", 200'000) + "x]\n");
    ASSERT_EQ(loaded.mistakes.size(), 1u);
    EXPECT_TRUE(loaded.mistakes[0].ends_with("the file holds more than 100000 values, which cannot be meant"));
}

TEST(YamlLimits, MistakesWithoutEndAreCounted) {
    std::string yaml;
    for (int i = 0; i < 5000; ++i) yaml += "key" + std::to_string(i) + ": x\n";
    const auto loaded = load_yaml(yaml);
    ASSERT_EQ(loaded.mistakes.size(), 101u);
    EXPECT_EQ(loaded.mistakes.back(), "and 4903 more mistakes of the kinds above");
}

TEST(YamlLimits, TenThousandOrganizationsLoadInTime) {
    std::string yaml = complete_yaml.substr(0, complete_yaml.find("    organizations")) + "    organizations:\n";
    for (int i = 0; i < 10'000; ++i) yaml += "      - organization-" + std::to_string(i) + "\n";
    const auto start = std::chrono::steady_clock::now();
    const auto loaded = load_yaml(yaml);
    EXPECT_EQ(lines(loaded.mistakes), "");
    ASSERT_EQ(loaded.settings.sources.size(), 1u);
    EXPECT_EQ(loaded.settings.sources[0].scopes.size(), 10'000u);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{30});
}

TEST(YamlLimits, NoGarbageHangsOrCrashesTheReader) {
    const std::size_t size = 20'000;
    for (const char* piece :
         {"? ",   "?\n",  "- - - -\n", "[a: ",  "{a: [", "*a ",      "&a ",  "!a ",       "\"",        "'",  "|\n",
          ">-\n", "%a\n", "---\n",     "...\n", ": : ",  "a: b: ",   "<<: ", "a:\n ",     "\t",        "\\", "${",
          "$${",  "}",    "]",         ",",     "#",     "\xff\xfe", "\xc3", "- a\n b\n", "a: |\n b\n"})
        for (const std::string prefix : {"", "database:\n  url: ", "sources: ["}) {
            const auto loaded = load_yaml(prefix + repeated(piece, size / std::string(piece).size()));
            EXPECT_FALSE(loaded.mistakes.empty()) << prefix << piece;
            EXPECT_LE(loaded.mistakes.size(), 101u);
        }
}

}  // namespace
}  // namespace config::testing
