#include "connectors/github/github_credential.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

TEST(GithubCredential, LetsOneCallAtATime) {
    github_credential credential{config::secret{"t"}};
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i) {
        workers.emplace_back([&] {
            for (int n = 0; n < 20; ++n) {
                ASSERT_EQ(credential.wait_turn({}, 60s), github_credential::turn::ours);
                most = std::max(most.load(), ++inside);
                std::this_thread::yield();
                --inside;
                credential.end_turn();
            }
        });
    }
    for (std::thread& worker : workers) worker.join();
    EXPECT_EQ(most, 1);
}

TEST(GithubCredential, HoldsEverybodyBack) {
    github_credential credential{config::secret{"t"}};
    const auto begin = steady_clock::now();
    credential.hold(begin + 60ms, {});
    credential.hold(begin + 10ms, {});  // never shortens
    EXPECT_EQ(credential.wait_turn({}, 60s), github_credential::turn::ours);
    EXPECT_GE(steady_clock::now() - begin, 60ms);
}

TEST(GithubCredential, DoesNotWaitBeyondDeadlineOrPatience) {
    github_credential credential{config::secret{"t"}};
    const auto named = std::chrono::system_clock::now() + 1h;
    credential.hold(steady_clock::now() + 1h, named);
    EXPECT_EQ(credential.wait_turn({{}, steady_clock::now() + 10s}, 2h), github_credential::turn::limited);
    EXPECT_EQ(credential.wait_turn({}, 60s), github_credential::turn::limited);
    EXPECT_EQ(credential.held_until(), named);
}

TEST(GithubCredential, EndsTheWaitOnAStopRequest) {
    github_credential credential{config::secret{"t"}};
    ASSERT_EQ(credential.wait_turn({}, 60s), github_credential::turn::ours);
    std::stop_source stop;
    std::thread other{[&] {
        std::this_thread::sleep_for(20ms);
        stop.request_stop();
    }};
    EXPECT_EQ(credential.wait_turn({stop.get_token(), {}}, 60s), github_credential::turn::interrupted);
    other.join();
    EXPECT_EQ(credential.wait_turn({{}, steady_clock::now() + 20ms}, 60s), github_credential::turn::interrupted);
}

TEST(GithubCredential, ScrubsItsToken) {
    const github_credential credential{config::secret{"ghp_abc"}};
    EXPECT_EQ(credential.scrubbed("x ghp_abc y ghp_abcghp_abc"), "x [token] y [token][token]");
    EXPECT_EQ(github_credential{config::secret{}}.scrubbed("x"), "x");
}

}  // namespace
