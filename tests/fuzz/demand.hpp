#pragma once
// What every fuzz target stands on: the entry point, and a claim that must hold for any input.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

/// Called by libFuzzer, and by corpus_main.cpp for each file of the committed corpus. Always returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the process, as a sanitizer would, where `claim` does not hold.
inline void demand(bool claim, const std::string& otherwise) {
    if (claim) return;
    std::fprintf(stderr, "FINDING: %s\n", otherwise.c_str());
    std::abort();
}

}  // namespace fuzz
