#include "transforms/augment_extra.hpp"

#include "transforms/json_text.hpp"

namespace transforms {

namespace {

/// Members one after another; the braces come with the first.
class object_writer {
public:
    explicit object_writer(std::string& out) : out_{out} {}

    /// `key` as it is to stand between its quotes.
    std::string& member(std::string_view key) {
        out_ += is_open_ ? ',' : '{';
        is_open_ = true;
        out_.append("\"").append(key).append("\":");
        return out_;
    }
    void close() {
        if (is_open_) out_ += '}';
    }

private:
    std::string& out_;
    bool is_open_ = false;
};

/// The member `metrics`: what was left of it, then the counters.
std::string metrics_text(std::string_view left, augment_set kept, const augment_counts& counts) {
    std::string text;
    object_writer metrics{text};
    std::vector<json_member> members;
    if (!left.empty() && !split_members(left, members)) return std::string{left};  // null, which the vendor sent
    for (const json_member& member : members) metrics.member(member.key) += member.value;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (kept.contains(i) && counts[i]) metrics.member(augment_counter_names[i]) += std::to_string(*counts[i]);
    metrics.close();
    return text;
}

}  // namespace

void append_augment_extra(std::string& out, const augment_leftovers& left, augment_set kept,
                          const augment_counts& counts) {
    object_writer extra{out};
    std::string_view metrics_left;
    std::vector<json_member> members;
    if (!left.of_one.empty()) split_members(left.of_one, members);
    for (const json_member& member : members) {
        if (member.key == "metrics")
            metrics_left = member.value;
        else
            extra.member(member.key) += member.value;
    }
    if (!left.editor.empty()) append_json_string(extra.member("editor"), left.editor);
    if (!left.language.empty()) append_json_string(extra.member("language"), left.language);
    if (!left.rows.empty()) {
        std::string& entries = extra.member("$entries");
        char before = '[';
        for (const std::string_view row : left.rows) {
            entries += before;
            entries += row;
            before = ',';
        }
        entries += ']';
    }
    const std::string metrics = metrics_text(metrics_left, kept, counts);
    if (!metrics.empty()) extra.member("metrics") += metrics;
    extra.close();
}

}  // namespace transforms
