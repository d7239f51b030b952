// Memory does not grow with what is exported.

#include <iostream>

#include "tests/e2e/export_fixture.hpp"

namespace {

using namespace e2e;

/// Ten times the users take the same memory.
class ExportMemory : public export_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        datasets = {"users"};
    }
    std::map<std::string, double> peaks(int users) {
        use_new_database();
        set_script({"day=" + day(8) + " users=" + std::to_string(users)});
        EXPECT_EQ(backfill(8, 8).code(), 0);
        EXPECT_EQ(this->users(day(8)), users);
        std::map<std::string, double> mib;
        for (const std::string format : {"json", "csv", "aggregate", "ndjson"}) {
            const outcome result =
                run({"export", "--format", format, "--from", day(8), "--to", day(8), "--out", "out"});
            EXPECT_EQ(result.code(), 0) << result.ended.err;
            mib[format] = static_cast<double>(result.ended.peak_bytes) / (1 << 20);
            std::cout << format << " of " << users << " users: peak " << mib[format] << " MiB, took "
                      << result.ended.took.count() << " ms" << std::endl;
        }
        return mib;
    }
};

TEST_P(ExportMemory, IsThatOfAFewUsers) {
    start_simulator();
    const auto small = peaks(2'000), large = peaks(20'000);
    for (const auto& [format, mib] : large) {
        EXPECT_LT(mib, 64) << format;
        EXPECT_LT(mib, small.at(format) * 1.25 + 4) << format;
    }
}

ON_BOTH_ENGINES(ExportMemory);

}  // namespace
