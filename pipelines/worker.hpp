#pragma once
// One worker: a thread with its own database session and its own connectors, taking slices until none is left.

#include <spdlog/logger.h>

#include <exception>
#include <functional>

#include "pipelines/progress.hpp"
#include "pipelines/run_state.hpp"
#include "pipelines/source_claims.hpp"
#include "pipelines/sources.hpp"
#include "pipelines/stop_control.hpp"
#include "pipelines/work_queue.hpp"
#include "sinks/database.hpp"

namespace pipelines {

/// What all workers of a run share; everything in it is thread-safe and outlives them.
struct shared_run {
    sinks::database& database;
    const source_factory& sources;
    source_claims& claims;
    const story_options& options;
    work_queue& queue;
    run_state& state;
    stop_control& stop;
    spdlog::logger& log;
    progress& display;
};

/// Runs `workers` threads until the queue is empty or the run stops. Rethrows what ended a worker for good (a database
/// that is gone, a bug), after all of them have ended.
void run_workers(const shared_run& run, int workers);

}  // namespace pipelines
