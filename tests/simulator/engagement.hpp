// copilot_feature_engagement: how many people used a feature on at least two days of four weeks.
#pragma once

#include <array>
#include <cstdint>

#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/report_kind.hpp"

namespace simulator {

struct feature_engagement {
    std::int64_t active_users = 0;
    std::array<std::int64_t, 7> engaged_users{};  // in the order of engagement_features
};

/// GitHub names only the first one; the others are invented.
inline constexpr std::array<std::string_view, 7> engagement_features = {
    "code_completion",
    "agent_edit",
    "copilot_code_review_passive",
    "copilot_code_review_active",
    "copilot_cloud_agent",
    "copilot_cli",
    "copilot_app",
};

/// Walks over all people of the window's published days.
feature_engagement make_engagement(const settings& options, const report_request& window);

/// Appends the object. Features that nobody is engaged in are left out.
void append_engagement(json_writer& out, const feature_engagement& engagement);

}  // namespace simulator
