#pragma once
// Everything that the API and the blob host share while the simulator runs.

#include <atomic>
#include <cstdint>
#include <string>

#include "tests/simulator/link_signer.hpp"
#include "tests/simulator/part_store.hpp"
#include "tests/simulator/script_file.hpp"
#include "tests/simulator/settings.hpp"

namespace simulator {

/// Lives in one place and outlives every request; each member may be used by any number of threads at once.
struct world {
    explicit world(settings chosen)
        : options(std::move(chosen)),
          script(options.script_path),
          signer("simulator " + std::to_string(options.seed)),
          parts(options) {}
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    const settings options;
    script_file script;
    link_signer signer;
    part_store parts;
    std::atomic<std::uint16_t> blob_port{0};
    std::atomic<std::uint64_t> api_requests{0};
    std::atomic<std::uint64_t> blob_requests{0};
};

}  // namespace simulator
