#include "pipelines/threads.hpp"

#include <mutex>
#include <thread>
#include <vector>

namespace pipelines {

std::exception_ptr run_threads(std::size_t count, stop_control& stop, const std::function<void()>& work) {
    std::mutex mutex;
    std::exception_ptr first_failure;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&] {
            try {
                work();
            } catch (...) {
                const std::scoped_lock lock{mutex};
                if (!first_failure) first_failure = std::current_exception();
                stop.abandon();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    return first_failure;
}

}  // namespace pipelines
