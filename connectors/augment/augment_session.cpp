#include "connectors/augment/augment_session.hpp"

#include "connectors/github/api_path.hpp"

namespace connectors {

bool augment_session::fail(const report_verdict& verdict) {
    settle(verdict, outcome_);
    return false;
}

fetch_outcome augment_session::finished() {
    outcome_.vendor = config::source_type::augment;
    outcome_.message = with_.account.turns.scrubbed(std::move(outcome_.message));
    return std::move(outcome_);
}

bool augment_session::take_cursor(const augment_request& first, const augment_page& page,
                                  std::set<std::string>& cursors) {
    if (!cursors.insert(*page.next_cursor).second)
        return fail(malformed_augment(first.asked, "its next_cursor leads back to a page that was read"));
    if (cursors.size() < pages_max) return true;
    return fail(malformed_augment(first.asked, "it does not end after " + std::to_string(pages_max) + " pages"));
}

bool augment_session::read_pages(augment_list list, schema::day day, augment_users& users) {
    const augment_request first = make_request(with_.api, list, schema::day_range{day, day});
    std::set<std::string> cursors;
    augment_request request = first;
    for (;;) {
        std::optional<augment_page> page = call_.ask(request);
        if (!page) return false;
        for (augment_row& row : page->rows) users.add(list, std::move(row));
        if (users.bytes() > with_.options.day_bytes_max) {
            return fail(malformed_augment(
                first.asked, "its rows are more than " + std::to_string(with_.options.day_bytes_max >> 20) + " MiB"));
        }
        if (!page->next_cursor) return true;
        if (!take_cursor(first, *page, cursors)) return false;
        request.where = first.where;
        request.where.target += "&cursor=" + path_segment(*page->next_cursor);
    }
}

/// One endpoint has what another one leaves out.
void augment_session::contradict(const std::string& what) {
    outcome_.result = fetch_result::failed;
    outcome_.reason = reason::part_missing;
    outcome_.message = what + "; nothing of it is kept, the next run asks again";
}

/// dau-count lists every day that the vendor has computed. False: it does not list this one, and that is the outcome.
bool augment_session::told_nobody_active(schema::day day, const augment_window& window) {
    const auto found = window.find(day);
    if (found == window.end() || found->second.active.empty()) {
        outcome_.result = fetch_result::no_data;
        outcome_.reason = reason::not_published;
        outcome_.message =
            "Augment has no data of " + day.text() + ": dau-count leaves the day out; it is asked again by later runs";
        return false;
    }
    outcome_.nobody_active = found->second.user_count.has_value() && !counts_anything(found->second.usage);
    return true;
}

void augment_session::deliver(const std::string& text, body_sink& sink) {
    sink.begin_part(0);
    if (!text.empty()) sink.write(text);
    sink.end_part();
    outcome_.parts = 1;
    outcome_.result = fetch_result::report;
}

fetch_outcome augment_session::fetch_totals(schema::day day, body_sink& sink) {
    const auto window = ranges_.window_of(day);
    if (!window || !told_nobody_active(day, *window)) return finished();
    const augment_day& told = window->at(day);
    outcome_.nobody_active = told.usage.empty() && told.user_count == 0;
    std::string text;
    if (!outcome_.nobody_active) {
        text = "{\"day\":\"" + day.text() + "\"";
        if (!told.usage.empty()) text += ",\"daily_usage\":" + told.usage;
        text += ",\"daily_active_user_counts\":" + told.active + "}\n";
    }
    deliver(text, sink);
    return finished();
}

/// No identity has any row: that is a day like any other where the totals agree, and half an answer where they do not.
void augment_session::judge_empty_day(schema::day day, const augment_window& window) {
    if (!told_nobody_active(day, window) || outcome_.nobody_active) return;
    contradict(window.at(day).user_count
                   ? "Augment's daily-usage has activity on " + day.text() +
                         ", but no identity has any in user-activity"
                   : "no identity has any activity on " + day.text() +
                         " in Augment's user-activity, but dau-count does not say how many were active");
}

fetch_outcome augment_session::fetch_users(schema::day day, body_sink& sink) {
    augment_users users{day};
    if (!read_pages(augment_list::user_activity, day, users) || !read_pages(augment_list::editor_language, day, users))
        return finished();
    if (users.empty()) {
        const auto window = ranges_.window_of(day);
        if (!window) return finished();
        judge_empty_day(day, *window);
        if (!outcome_.nobody_active) return finished();
    }
    deliver(users.lines(), sink);
    return finished();
}

fetch_outcome augment_session::probe(augment_list list) {
    if (call_.ask(make_request(with_.api, list, std::nullopt))) outcome_.result = fetch_result::report;
    return finished();
}

}  // namespace connectors
