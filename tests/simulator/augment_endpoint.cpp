// Augment's analytics endpoints: /analytics/v0/{dau-count, daily-usage, user-activity, daily-user-activity-by-editor-
// language}. Parameters, refusals and paging as in its Analytics API reference (v0), read 2026-11.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/simulator/api.hpp"
#include "tests/simulator/augment_day.hpp"
#include "tests/simulator/error_answers.hpp"

namespace simulator {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t page_size_default = 50;
constexpr std::size_t page_size_max = 100;
constexpr int range_days_max = 90;

// What a list asks for and answers with.
struct list_kind {
    std::string_view name;
    std::string_view rows;
    std::string_view row_count;  // of metadata
    bool range = false;          // start_date and end_date, else date
    bool paged = false;
};
constexpr std::array<list_kind, 4> lists = {{
    {"dau-count", "daily_active_user_counts", "", true, false},
    {"daily-usage", "daily_usage", "", true, false},
    {"user-activity", "users", "returned_user_count", true, true},
    {"daily-user-activity-by-editor-language", "records", "returned_record_count", false, true},
}};

std::string to_base64(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += i + k <= text.size() ? alphabet[bits >> (18 - 6 * k) & 63U] : '=';
        }
    }
    return out;
}

std::string cursor_of(std::size_t offset) { return to_base64("{\"offset\":" + std::to_string(offset) + "}"); }

// The place behind a cursor that is ours, tried one after the other: they are few.
std::optional<std::size_t> offset_of(const std::string& cursor, std::size_t rows) {
    for (std::size_t offset = 0; offset <= rows; ++offset) {
        if (cursor_of(offset) == cursor) {
            return offset;
        }
    }
    return std::nullopt;
}

std::optional<std::string> query_text(const http_request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::nullopt : std::optional{found->second};
}

struct range {
    day first;
    day last;
};

class augment_answer {
public:
    augment_answer(const api_call& call, const list_kind& kind)
        : call_{call}, kind_{kind}, yesterday_{call.shared.options.today() - std::chrono::days{1}} {}

    http_answer make() {
        if (call_.request.method != "GET") {
            return make_augment_error(405);
        }
        if (!call_.verdict.answer.body_file.empty()) {
            return from_file();
        }
        std::string mistake = check_names();
        if (mistake.empty()) {
            mistake = read_days();
        }
        if (mistake.empty() && kind_.paged) {
            mistake = read_page_size();
        }
        if (!mistake.empty()) {
            return make_augment_error(400, mistake);
        }
        std::vector<std::string> rows = kind_.paged ? day_rows() : range_rows();
        return kind_.paged ? page(std::move(rows)) : make_json_answer(body(rows, "", days_count(rows)));
    }

private:
    http_answer from_file() const {
        std::ifstream in{call_.shared.options.script_path.empty()
                             ? call_.verdict.answer.body_file
                             : (std::filesystem::path{call_.shared.options.script_path}.parent_path() /
                                call_.verdict.answer.body_file)
                                   .string()};
        std::ostringstream text;
        text << in.rdbuf();
        return in ? make_json_answer(text.str()) : make_script_error("cannot read " + call_.verdict.answer.body_file);
    }

    std::string check_names() const {
        std::set<std::string> known =
            kind_.range ? std::set<std::string>{"start_date", "end_date"} : std::set<std::string>{"date"};
        if (kind_.paged) {
            known.insert({"cursor", "page_size"});
        }
        for (const auto& [name, value] : call_.request.query) {
            if (!known.contains(name)) {
                return "unknown parameter " + name;
            }
        }
        return "";
    }

    // Neither end: seven days to yesterday; one end: seven days from or to it.
    std::string read_days() {
        const auto first_text = query_text(call_.request, kind_.range ? "start_date" : "date");
        const auto last_text = query_text(call_.request, kind_.range ? "end_date" : "date");
        const auto first = first_text ? parse_day(*first_text) : std::nullopt;
        const auto last = last_text ? parse_day(*last_text) : std::nullopt;
        if ((first_text && !first) || (last_text && !last)) {
            return "dates must be YYYY-MM-DD";
        }
        days_ = {yesterday_ - std::chrono::days{kind_.range ? 6 : 0}, yesterday_};
        if (first) {
            days_ = {*first, last.value_or(std::min(*first + std::chrono::days{6}, yesterday_))};
        } else if (last) {
            days_ = {*last - std::chrono::days{6}, *last};
        }
        if (days_.last < days_.first) {
            return "start date must not be after end date";
        }
        if ((days_.last - days_.first).count() >= range_days_max) {
            return "date range must not exceed 90 days";
        }
        if (days_.last > yesterday_) {
            return "end date must not be later than yesterday";
        }
        return days_.first < yesterday_ - std::chrono::days{730} ? "dates must be within two years" : "";
    }

    std::string read_page_size() {
        const auto text = query_text(call_.request, "page_size");
        if (!text) {
            return "";
        }
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), page_size_);
        const bool good = error == std::errc{} && end == text->data() + text->size() && page_size_ >= 1;
        return good && page_size_ <= page_size_max ? "" : "page_size must be from 1 to 100";
    }

    augment_day day_of(day date) const {
        request_target target = call_.target;
        target.date = date;
        report_request request;
        request.organization = true;
        request.slug = call_.target.slug;
        request.date = date;
        request.changes = call_.shared.script.look_up(target);
        return make_augment_day(call_.shared.options, request);
    }

    // user-activity sums over a range, and identities come once; the simulator knows no sums of several days, so only
    // the first day is told: whoever asks for more gets less than he thinks.
    std::vector<std::string> day_rows() const {
        augment_day made = day_of(days_.first);
        return kind_.range ? std::move(made.users) : std::move(made.records);
    }

    std::vector<std::string> range_rows() const {
        std::vector<std::string> rows;
        for (day date = days_.first; date <= days_.last; date += std::chrono::days{1}) {
            augment_day made = day_of(date);
            std::optional<std::string>& row = kind_.name == "dau-count" ? made.active : made.usage;
            if (row) {
                rows.push_back(std::move(*row));
            }
        }
        return rows;
    }

    std::string days_count(const std::vector<std::string>& rows) const {
        const auto asked = (days_.last - days_.first).count() + 1;
        return ",\"total_days\":" + std::to_string(kind_.name == "daily-usage" ? static_cast<int>(rows.size()) : asked);
    }

    http_answer page(std::vector<std::string> rows) {
        const std::string cursor = query_text(call_.request, "cursor").value_or("");
        const auto offset = cursor.empty() ? std::optional<std::size_t>{0} : offset_of(cursor, rows.size());
        if (!offset) {
            return make_augment_error(400, "cursor is not valid");
        }
        const std::size_t first = std::min(*offset, rows.size());
        const std::size_t last = std::min(rows.size(), first + page_size_);
        const std::vector<std::string> some{rows.begin() + static_cast<std::ptrdiff_t>(first),
                                            rows.begin() + static_cast<std::ptrdiff_t>(last)};
        const answer_changes& wishes = call_.verdict.answer;
        const bool more = last < rows.size() || wishes.repeat_page || !wishes.bad_next.empty();
        std::string next = last < rows.size() ? cursor_of(last) : "";
        if (wishes.repeat_page) {
            next = cursor.empty() ? cursor_of(0) : cursor;
        } else if (!wishes.bad_next.empty()) {
            next.clear();
        }
        const std::size_t counted = some.size() + (wishes.answer == "wrong_count" ? 1 : 0);
        return make_json_answer(body(
            some, ",\"pagination\":{\"next_cursor\":\"" + next + "\",\"has_more\":" + (more ? "true" : "false") + "}",
            ",\"" + std::string{kind_.row_count} + "\":" + std::to_string(counted)));
    }

    std::string body(const std::vector<std::string>& rows, const std::string& pagination,
                     const std::string& counts) const {
        const std::string& wish = call_.verdict.answer.answer;
        std::string text = "{\"" + (wish == "no_rows_member" ? "rows" : std::string{kind_.rows}) + "\":[";
        for (std::size_t i = 0; i < rows.size(); ++i) {
            text += (i == 0 ? "" : ",") + rows[i];
        }
        const day last = days_.last - std::chrono::days{wish == "other_dates" ? 1 : 0};
        text += "]" + pagination + ",\"metadata\":{";
        text += kind_.range ? "\"effective_start_date\":\"" + to_text(std::min(days_.first, last)) +
                                  "\",\"effective_end_date\":\"" + to_text(last) + "\""
                            : "\"effective_date\":\"" + to_text(last) + "\"";
        return text + ",\"generated_at\":\"" + to_text(days_.last + std::chrono::days{1}) + "T02:05:41.283915482Z\"" +
               counts + "}}";
    }

    const api_call& call_;
    const list_kind& kind_;
    const day yesterday_;
    range days_{};
    std::size_t page_size_ = page_size_default;
};

}  // namespace

bool is_augment_path(std::string_view path) { return path.starts_with(augment_path); }

std::optional<http_answer> answer_augment_endpoint(const api_call& call) {
    const auto found = std::find_if(lists.begin(), lists.end(),
                                    [&](const list_kind& kind) { return kind.name == call.target.report; });
    if (!is_augment_path(call.request.path) || found == lists.end()) {
        return std::nullopt;
    }
    return augment_answer{call, *found}.make();
}

request_target parse_augment_target(const http_request& request) {
    request_target target;
    target.report = request.path.substr(augment_path.size());
    target.scope_kind = "organization";
    target.slug = "augment";
    const auto date = query_text(request, "date");
    const auto first = date ? date : query_text(request, "start_date");
    const auto last = date ? date : query_text(request, "end_date");
    if (first && first == last) {
        target.date = parse_day(*first);
    }
    return target;
}

}  // namespace simulator
