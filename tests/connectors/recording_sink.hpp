#pragma once
// A body_sink that keeps what it is told, and checks the order of the calls.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/report_source.hpp"

namespace test_support {

struct recording_sink final : connectors::body_sink {
    std::vector<std::string> parts;  ///< that have ended
    std::string open;                ///< the one begun last
    bool is_open = false;
    std::size_t begins = 0;  ///< calls of begin_part
    bool fail_writes = false;
    std::vector<std::string> mistakes;  ///< calls out of order

    void begin_part(std::size_t part) override {
        if (part != parts.size()) mistakes.push_back("begin_part(" + std::to_string(part) + ")");
        open.clear();
        is_open = true;
        ++begins;
    }
    void write(std::string_view bytes) override {
        if (!is_open) mistakes.push_back("write without a part");
        if (fail_writes) throw std::runtime_error("the sink is full");
        open += bytes;
    }
    void end_part() override {
        if (!is_open) mistakes.push_back("end without a part");
        parts.push_back(open);
        is_open = false;
    }
};

}  // namespace test_support
