// Memory does not grow with the report: a gigabyte takes what a hundred megabytes take.

#include <iostream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

constexpr double mib = 1024.0 * 1024.0;

class Memory : public sync_test {
protected:
    struct measured {
        double megabytes_read = 0;
        double peak_mib = 0;
    };

    /// One day of one scope, of `users` people with about 5.8 KB each.
    measured load(int users) {
        use_new_database();
        set_script({"day=" + day(8) + " users=" + std::to_string(users)});
        const outcome result = backfill(8, 8);
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(this->users(day(8)), users);
        return {static_cast<double>(result.count("bytes_downloaded")) / 1e6,
                static_cast<double>(result.ended.peak_bytes) / mib};
    }
    static void print(const measured& m) {
        std::cout << m.megabytes_read << " MB report: peak " << m.peak_mib << " MiB" << std::endl;
    }
};

TEST_P(Memory, OfAGigabyteReportIsThatOfASmallOne) {
    start_simulator();
    const measured small = load(17'000);
    print(small);
    const measured large = load(170'000);
    print(large);
    EXPECT_GE(small.megabytes_read, 95);
    EXPECT_GE(large.megabytes_read, 1000);
    EXPECT_LT(large.peak_mib, 64);
    EXPECT_LT(large.peak_mib, small.peak_mib * 1.1);
}

ON_BOTH_ENGINES(Memory);

}  // namespace
