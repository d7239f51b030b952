// docs/data-model.md: every query there runs on both engines, and every table and view is described.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "scratch_database.hpp"

namespace sinks::testing {
namespace {

std::string manual() {
    std::ifstream in(SOURCE_DIR "/docs/data-model.md");
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The blocks fenced as ```sql.
std::vector<std::string> queries(const std::string& text) {
    const std::string fence = "```sql\n";
    std::vector<std::string> found;
    for (std::size_t at = text.find(fence); at != text.npos; at = text.find(fence, at)) {
        at += fence.size();
        const std::size_t end = text.find("```", at);
        found.push_back(text.substr(at, end - at));
    }
    return found;
}

class DataModel : public DatabaseTest {};
BOTH_ENGINES(DataModel);

TEST_P(DataModel, QueriesOfTheManualRun) {
    const auto session = scratch->open_migrated();
    const auto all = queries(manual());
    EXPECT_GE(all.size(), 10U);
    for (std::string query : all) {
        query.erase(query.find_last_of(';'));
        EXPECT_NO_THROW(rows_of(*session, query)) << query;
    }
}

TEST_P(DataModel, TheManualNamesEveryTableAndView) {
    const auto session = scratch->open_migrated();
    const std::string text = manual();
    const std::string sql = postgres()
                                ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                                : "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')";
    const auto names = rows_of(*session, sql);
    EXPECT_GE(names.size(), 20U);
    for (const std::string& name : names) EXPECT_NE(text.find("`" + name + "`"), text.npos) << name;
}

}  // namespace
}  // namespace sinks::testing
