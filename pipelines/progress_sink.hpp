#pragma once
// Puts log lines above the progress line instead of into it.

#include <spdlog/sinks/sink.h>

#include <memory>
#include <utility>

#include "pipelines/progress.hpp"

namespace pipelines {

/// Hands every message on to `inner`, with the progress line out of the way meanwhile. Thread-safe. `display` must live
/// as long as the logger.
class progress_sink final : public spdlog::sinks::sink {
public:
    progress_sink(std::shared_ptr<spdlog::sinks::sink> inner, progress& display)
        : inner_{std::move(inner)}, display_{display} {}

    void log(const spdlog::details::log_msg& message) override {
        display_.around([&] {
            inner_->log(message);
            inner_->flush();
        });
    }
    void flush() override { inner_->flush(); }
    void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
        inner_->set_formatter(std::move(formatter));
    }

private:
    std::shared_ptr<spdlog::sinks::sink> inner_;
    progress& display_;
};

}  // namespace pipelines
