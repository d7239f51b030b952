#include "transforms/drift.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using transforms::drift_counter;
using transforms::drift_entry;
using transforms::json_type;

TEST(DriftCounter, CountsByPathAndType) {
    drift_counter drift;
    EXPECT_TRUE(drift.empty());
    drift.add("b", json_type::string);
    drift.add("a[].x", json_type::integer);
    drift.add("b", json_type::null);
    drift.add("b", json_type::string);
    EXPECT_EQ(drift.entries(),
              (std::vector<drift_entry>{{"a[].x", "integer", 1}, {"b", "null", 1}, {"b", "string", 2}}));
    drift.clear();
    EXPECT_TRUE(drift.empty());
}

TEST(DriftCounter, CountsPathsBeyondTheLimitTogether) {
    drift_counter drift;
    for (int i = 0; i < 1500; ++i) drift.add("path" + std::to_string(i), json_type::object);
    const auto all = drift.entries();
    EXPECT_EQ(all.size(), transforms::drift_paths_max + 1);
    EXPECT_EQ(all.front(), (drift_entry{"(other paths)", "object", 500}));
    drift.add("path3", json_type::object);
    EXPECT_EQ(drift.entries().size(), transforms::drift_paths_max + 1);
}

TEST(DriftCounter, CutsLongPathsBetweenCharacters) {
    drift_counter drift;
    std::string path = "x";
    for (int i = 0; i < 300; ++i) path += "\xC3\xA4";
    drift.add(path, json_type::number);
    const std::string kept = drift.entries().front().path;
    EXPECT_LE(kept.size(), transforms::drift_path_bytes_max);
    EXPECT_TRUE(kept.ends_with("\xC3\xA4\xE2\x80\xA6"));
    EXPECT_TRUE(path.starts_with(kept.substr(0, kept.size() - 3)));
}

TEST(DriftCounter, Merges) {
    drift_counter one;
    drift_counter two;
    one.add("a", json_type::string, 3);
    two.add("a", json_type::string);
    two.add("b", json_type::boolean);
    one.merge(two);
    EXPECT_EQ(one.entries(), (std::vector<drift_entry>{{"a", "string", 4}, {"b", "boolean", 1}}));
}

}  // namespace
