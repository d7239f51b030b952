#pragma once
// The threads of a run, of which the first to fail stops the others.

#include <cstddef>
#include <exception>
#include <functional>

#include "pipelines/stop_control.hpp"

namespace pipelines {

/// Calls `work` in `count` threads and waits for all of them. Returns the first exception, which also asked the others
/// to stop; nullptr without one.
std::exception_ptr run_threads(std::size_t count, stop_control& stop, const std::function<void()>& work);

}  // namespace pipelines
