#include "transforms/vendor_metrics.hpp"

#include <charconv>
#include <vector>

#include "transforms/json_text.hpp"

namespace transforms {

vendor_metrics read_vendor_metrics(std::string_view extra) {
    vendor_metrics found{};
    std::vector<json_member> members, metrics;
    if (extra.empty() || !split_members(extra, members)) return found;
    for (const json_member& member : members)
        if (member.key == "metrics" && !split_members(member.value, metrics)) return found;
    for (const json_member& metric : metrics) {
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (metric.key != vendor_metric_names[i]) continue;
            const char* const end = metric.value.data() + metric.value.size();
            std::int64_t value = 0;
            const auto read = std::from_chars(metric.value.data(), end, value);
            if (read.ec == std::errc{} && read.ptr == end) found[i] = value;
        }
    }
    return found;
}

bool is_chat_feature(std::string_view feature) { return feature == "chat" || feature.starts_with("chat_"); }

}  // namespace transforms
