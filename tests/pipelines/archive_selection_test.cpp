#include "pipelines/archive_selection.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

const schema::target users{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users};
const schema::target totals{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::totals};
const schema::day first{2026, 11, 1};

const std::vector<connectors::archived_file> files{
    {{totals, first}, 1}, {{totals, first + 1}, 1}, {{users, first}, 1}, {{users, first + 2}, 1}};

std::vector<schema::slice> selected(const filters& filters, const std::optional<schema::day_range>& range = {},
                                    std::size_t mistakes_expected = 0) {
    std::vector<std::string> mistakes;
    auto found = select_archived(files, filters, range, mistakes);
    EXPECT_EQ(mistakes.size(), mistakes_expected);
    return found;
}

TEST(ArchiveSelection, TakesTheNewestDayFirst) {
    EXPECT_EQ(selected({}),
              (std::vector<schema::slice>{{users, first + 2}, {totals, first + 1}, {totals, first}, {users, first}}));
}

TEST(ArchiveSelection, KeepsToFiltersAndRange) {
    EXPECT_EQ(selected({{}, {}, {"users"}}).size(), 2u);
    EXPECT_EQ(selected({}, schema::day_range{first, first}).size(), 2u);
    EXPECT_EQ(selected({{}, {}, {"users"}}, schema::day_range{first + 1, first + 2}),
              (std::vector<schema::slice>{{users, first + 2}}));
}

TEST(ArchiveSelection, SaysWhatSelectsNothing) {
    selected({{}, {"octo-orgs"}, {"seats"}}, {}, 2);
    selected({}, schema::day_range{first + 1, first}, 1);
}

TEST(ArchiveSelection, ThereIsNoArchiveWithoutADirectory) {
    EXPECT_FALSE(archive_of({}));
    config::settings settings;
    settings.archive_directory = "raw/";
    EXPECT_EQ(archive_of(settings)->directory(), "raw");
}

}  // namespace
}  // namespace pipelines
