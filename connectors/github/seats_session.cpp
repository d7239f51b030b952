#include "connectors/github/seats_session.hpp"

#include "connectors/http/redirect.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {

bool seats_session::fail(std::string message) {
    outcome_.result = fetch_result::failed;
    outcome_.reason = reason::malformed_answer;
    outcome_.extent = failure_extent::slice;
    outcome_.message = std::move(message);
    return false;
}

/// The token goes with every page, so every page must be where the first one was.
bool seats_session::take_next(const std::string& next) {
    const std::string list = "The list of " + name_of(request_.asked) + " at " + request_.asked.where;
    const std::optional<url> link = resolve_reference(request_.where, next);
    if (!link || !same_origin(*link, request_.where)) {
        return fail(list + " goes on at " + shown_text(link ? link->scheme + "://" + host_port(*link) : "no URL", 120) +
                    ", which is not the API; nothing of it is kept, check api_url and what stands between us and it");
    }
    if (seen_.contains(link->target) || seen_.size() >= pages_max) {
        const bool again = seen_.contains(link->target);
        return fail(list +
                    (again ? " leads back to a page that was read"
                           : " does not end after " + std::to_string(pages_max) + " pages") +
                    "; nothing of it is kept, the next run asks again");
    }
    request_.where = *link;
    request_.asked.first_page = false;
    return true;
}

fetch_outcome seats_session::fetch(body_sink& sink) {
    api_call call{with_, outcome_};
    for (;;) {
        seen_.insert(request_.where.target);
        const std::optional<report_verdict> verdict = call.ask(request_);
        if (!verdict) break;
        if (verdict->kind != report_verdict_kind::page) {
            settle(*verdict, outcome_);
            break;
        }
        sink.begin_part(outcome_.parts);
        if (!verdict->lines.empty()) sink.write(verdict->lines);
        sink.end_part();
        outcome_.parts += 1;
        if (!verdict->next_page) {
            outcome_.result = fetch_result::report;
            outcome_.nobody_active = verdict->nobody && outcome_.parts == 1;
            break;
        }
        if (!take_next(*verdict->next_page)) break;
    }
    outcome_.message = with_.credential.scrubbed(std::move(outcome_.message));
    return std::move(outcome_);
}

}  // namespace connectors
