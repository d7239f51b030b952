#pragma once
// The name of a run in `sync_runs` and in every row that it touched.

#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>

namespace pipelines {

/// 128 random bits as a version 4 UUID.
inline std::string make_run_id() {
    std::random_device random;
    std::string id;
    for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", static_cast<std::uint32_t>(random()));
    id[12] = '4';
    id[16] = "89ab"[random() % 4];
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) id.insert(dash, 1, '-');
    return id;
}

}  // namespace pipelines
