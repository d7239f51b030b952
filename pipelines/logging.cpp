#include "pipelines/logging.hpp"

#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "pipelines/json_output.hpp"
#include "pipelines/progress_sink.hpp"
#include "schema/timestamp.hpp"

namespace pipelines {

namespace {

class json_formatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        const auto level = spdlog::level::to_string_view(message.level);
        const std::string line = "{\"time\":\"" + schema::timestamp_text(message.time) + "\",\"level\":\"" +
                                 std::string(level.data(), level.size()) + "\",\"message\":\"" +
                                 json_escaped({message.payload.data(), message.payload.size()}) + "\"}\n";
        out.append(line.data(), line.data() + line.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<json_formatter>(); }
};

}  // namespace

std::shared_ptr<spdlog::logger> make_logger(log_format format, spdlog::level::level_enum level, progress& display) {
    auto sink = std::make_shared<progress_sink>(std::make_shared<spdlog::sinks::stderr_sink_mt>(), display);
    if (format == log_format::json) sink->set_formatter(std::make_unique<json_formatter>());
    else
        sink->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                        spdlog::pattern_time_type::utc));
    auto logger = std::make_shared<spdlog::logger>("copilot-metrics-sync", std::move(sink));
    logger->set_level(level);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

}  // namespace pipelines
