#include "pipelines/wait_notice.hpp"

#include <fmt/format.h>

#include <memory>

namespace pipelines {

std::string wait_text(const std::string& source, std::chrono::milliseconds time) {
    return fmt::format("{} waits {} for its limit of calls", source,
                       duration_text(std::chrono::ceil<std::chrono::seconds>(time)));
}

void announce_waits(const source_factory& sources, progress& display, spdlog::logger& log) {
    for (const std::string& name : sources.paced()) {
        // One at a time waits for a source, so its time needs no lock.
        const auto logged = std::make_shared<std::optional<std::chrono::steady_clock::time_point>>();
        sources.pace_of(name)->set_listener([&display, &log, name, logged](std::optional<connectors::call_time> until) {
            if (!until) return display.waiting("");
            const auto left = *until - std::chrono::system_clock::now();
            const std::string text = wait_text(name, std::chrono::duration_cast<std::chrono::milliseconds>(left));
            display.waiting(text);
            const auto now = std::chrono::steady_clock::now();
            const bool due = !*logged || now - **logged >= wait_log_pause;
            if (due) *logged = now;
            log.log(due ? spdlog::level::info : spdlog::level::debug, "source={} message=\"{}\"", name, text);
        });
    }
}

}  // namespace pipelines
