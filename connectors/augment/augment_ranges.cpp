#include "connectors/augment/augment_ranges.hpp"

#include <thread>

#include "connectors/github/transfer_failure.hpp"

namespace connectors {
namespace {

/// How often one who waits for another's question looks whether it should stop.
constexpr std::chrono::milliseconds waiting_pause{100};

/// The vendor has answered, and would answer the same again: what it says is about the days, or about the question.
bool is_refusal(const fetch_outcome& outcome) {
    return outcome.extent == failure_extent::slice && outcome.reason == reason::malformed_answer;
}

/// The outcome becomes `told`; what has been counted so far stays.
void tell(fetch_outcome told, fetch_outcome& outcome) {
    told.requests = outcome.requests;
    told.retries = outcome.retries;
    told.bytes_downloaded = outcome.bytes_downloaded;
    told.server_date = outcome.server_date;
    outcome = std::move(told);
}

}  // namespace

bool augment_ranges::wait_for_turn(std::unique_lock<std::mutex>& asking) {
    const auto& [stop, deadline] = with_.limits;
    while (!asking.try_lock()) {
        if (stop.stop_requested() || (deadline && *deadline <= std::chrono::steady_clock::now())) return false;
        std::this_thread::sleep_for(waiting_pause);
    }
    return true;
}

/// Adds what one of the two endpoints says of each day of the range.
bool augment_ranges::read_list(const augment_request& request, augment_window& into) {
    const bool active = request.asked.list == augment_list::dau_count;
    const auto refuse = [&](const std::string& what) {
        settle(malformed_augment(request.asked, what), outcome_);
        return false;
    };
    std::optional<augment_page> page = call_.ask(request);
    if (!page) return false;
    for (augment_row& row : page->rows) {
        if (!row.date || !request.asked.days->contains(*row.date))
            return refuse("a row has no date, or one that was not asked for");
        augment_day& day = into[*row.date];
        std::string& text = active ? day.active : day.usage;
        if (!text.empty()) return refuse(row.date->text() + " comes twice");
        text = std::move(row.json);
        if (active) day.user_count = row.user_count;
    }
    return true;
}

bool augment_ranges::read(const schema::day_range& range) {
    augment_window window;
    for (const augment_list list : {augment_list::dau_count, augment_list::daily_usage})
        if (!read_list(make_request(with_.api, list, range), window)) return false;
    windows_.store(range, std::move(window));
    return true;
}

/// Halves a range that was refused, and of its halves the one that is refused again, down to a day. Both refused: it is
/// not about a day, and no further question is worth its place in the vendor's limit. What fails otherwise ends it: the
/// next one who needs such a day asks again.
void augment_ranges::narrow(schema::day_range refused) {
    while (refused.size() > 1) {
        const auto [first, second] = windows_.halve(refused);
        const bool first_read = read(first);
        if (!first_read && !is_refusal(outcome_)) return;
        const fetch_outcome of_first = outcome_;
        const bool second_read = read(second);
        if (!second_read && !is_refusal(outcome_)) return;
        if (first_read && second_read) return;
        if (!first_read && !second_read) {
            windows_.store_failure(first, of_first);
            windows_.store_failure(second, outcome_);
            return;
        }
        refused = first_read ? second : first;
    }
    windows_.store_failure(refused, outcome_);
}

std::shared_ptr<const augment_window> augment_ranges::window_of(schema::day day) {
    std::unique_lock asking{windows_.asking, std::defer_lock};
    if (!wait_for_turn(asking)) {
        tell_interrupted("the totals of " + day.text(), outcome_);
        return nullptr;
    }
    const fetch_outcome before = outcome_;
    if (schema::day_range range = windows_.range_of(day); !windows_.find(range) && !windows_.failure(range)) {
        if (!read(range) && is_refusal(outcome_)) narrow(range);
    }
    const schema::day_range range = windows_.range_of(day);  // narrower, where it was refused
    const auto found = windows_.find(range);
    if (found) tell(before, outcome_);
    else if (const auto failure = windows_.failure(range)) tell(*failure, outcome_);
    return found;
}

}  // namespace connectors
