// The search that ends every test finds what it is for: in texts, in any column of any table, in any file.

#include "tests/faults/fault.hpp"

namespace {

using namespace faults;

class Secrets : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator();
        ASSERT_EQ(run({"migrate"}).code(), 0);
    }
    const test_support::secret_search search_{{"ghs_", "sig="}};
};

TEST_P(Secrets, InATextAreShownWithWhatStandsBefore) {
    EXPECT_TRUE(search_.in_text("https://host/path?se=1", "x").empty());
    const auto found = search_.in_text("https://host/path?se=1&sig=AbC", "the log");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].find("the log shows sig="), std::string::npos);
    EXPECT_NE(found[0].find("host/path"), std::string::npos);
}

TEST_P(Secrets, InATableAreFoundInTextJsonAndBytes) {
    EXPECT_TRUE(search_.in_tables(database()).empty());
    database().execute("CREATE TABLE odd (a text, b " +
                       std::string(on_postgres() ? "bytea, c jsonb)" : "blob, c text)"));
    for (const std::string values : {"'x ghs_1', NULL, NULL", "NULL, NULL, '{\"a\":[\"ghs_1\"]}'"}) {
        database().execute("DELETE FROM odd");
        database().execute("INSERT INTO odd VALUES (" + values + ")");
        EXPECT_EQ(search_.in_tables(database()).size(), 1u) << values;
    }
    database().execute("DELETE FROM odd");
    database().execute("INSERT INTO odd VALUES (NULL, " +
                       std::string(on_postgres() ? "'\\xff007369673d'" : "x'ff007369673d'") + ", NULL)");
    const auto found = search_.in_tables(database());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], "the table odd holds a secret");
    database().execute("DROP TABLE odd");
}

TEST_P(Secrets, InAFileAreFoundWhereverItIs) {
    const auto place = directory / "a" / "b";
    std::filesystem::create_directories(place);
    test_support::write_file(place / "log.bin", std::string(5'000'000, '\0') + "sig=abc");
    EXPECT_EQ(search_.in_files(directory / "a", {}).size(), 1u);
    EXPECT_TRUE(search_.in_files(directory / "a", {place}).empty());
    std::filesystem::rename(place / "log.bin", place / "ghs_name");
    EXPECT_EQ(search_.in_files(directory / "a", {}).size(), 2u) << "its name as well";
    std::filesystem::remove_all(directory / "a");
}

ON_BOTH_ENGINES(Secrets);

}  // namespace
