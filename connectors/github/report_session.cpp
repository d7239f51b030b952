#include "connectors/github/report_session.hpp"

#include <algorithm>

#include "connectors/github/part_download.hpp"
#include "connectors/github/transfer_failure.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

constexpr std::size_t envelope_bytes_max = 1024 * 1024;
constexpr std::string_view api_version = "2026-03-10";

/// Keeps an answer's first MiB.
struct envelope_collector final : response_handler {
    bool on_header(int, const http_headers&) override { return true; }
    bool on_body(std::string_view bytes) override {
        const std::size_t room = envelope_bytes_max - body.size();
        body += bytes.substr(0, room);
        too_long = bytes.size() > room;
        return !too_long;
    }
    std::string body;
    bool too_long = false;
};

/// Ends the turn on every way out, the handler's exceptions included.
struct turn_guard {
    github_credential& credential;
    ~turn_guard() { credential.end_turn(); }
};

/// The name of a report file: what stays the same when a link is signed again.
std::string_view file_name(const url& link) {
    const std::string_view path = std::string_view{link.target}.substr(0, link.target.find('?'));
    return path.substr(path.rfind('/') + 1);
}

/// Brings fresh links into the order of the old ones, by file name. False: they are not of the same files.
bool order_like(const std::vector<url>& before, std::vector<url>& fresh) {
    if (fresh.size() != before.size()) return false;
    auto place = fresh.begin();
    for (const url& old : before) {
        const auto found =
            std::find_if(place, fresh.end(), [&](const url& link) { return file_name(link) == file_name(old); });
        if (found == fresh.end()) return false;
        std::iter_swap(place++, found);
    }
    return true;
}

}  // namespace

std::string report_session::name() const {
    const report_question& asked = request_.asked;
    return asked.report + (asked.day ? " of " + asked.day->text() : std::string{}) + " for " + asked.scope.text();
}

bool report_session::fail(std::string_view code, std::string message) {
    outcome_.result = fetch_result::failed;
    outcome_.reason = code;
    outcome_.message = std::move(message);
    return false;
}

fetch_outcome report_session::finished() {
    outcome_.message = with_.credential.scrubbed(std::move(outcome_.message));
    return std::move(outcome_);
}

void report_session::settle(const report_verdict& verdict) {
    outcome_.result = verdict.kind == report_verdict_kind::no_data ? fetch_result::no_data : fetch_result::failed;
    outcome_.reason = verdict.reason;
    outcome_.message = verdict.message;
    outcome_.extent = verdict.extent;
    outcome_.not_found_answer = verdict.not_found_answer;
    outcome_.server_error = verdict.server_error;
}

/// One call, in our turn. nullopt without an answer that can be classified: `next` then says whether to go on.
std::optional<report_verdict> report_session::ask_once(ladder& steps, retry_decision& next, bool& ever_answered) {
    const turn_guard guard{with_.credential};
    envelope_collector answer;
    http_request call{request_.where, {}};
    call.headers.push_back({"Accept", "application/vnd.github+json"});
    call.headers.push_back({"X-GitHub-Api-Version", std::string{api_version}});
    call.headers.push_back({"Authorization", with_.credential.authorization()});

    const http_result got = with_.client.get(call, answer, with_.limits);
    outcome_.requests += 1;
    outcome_.bytes_downloaded += got.body_bytes;
    ever_answered = ever_answered || got.answered();
    if (got.failure != http_failure::none) {
        const trouble met = to_trouble(got.failure);
        next = steps.next(met);
        if (next.step == retry_step::give_up) {
            tell_failure({request_.where, name(), got, met, next, steps.retries(), ever_answered}, outcome_);
        }
        return std::nullopt;
    }
    report_verdict verdict = classify(request_.asked, {got.status, got.headers, answer.body, answer.too_long});
    next = steps.next(verdict.met);
    if (verdict.met.kind == trouble_kind::rate_limited) {
        // Before the turn ends, so that nobody slips through.
        auto until = std::chrono::steady_clock::now() + next.delay;
        if (next.step == retry_step::give_up && next.retry_at) {
            until += std::chrono::ceil<std::chrono::milliseconds>(*next.retry_at - std::chrono::system_clock::now());
        }
        with_.credential.hold(until, next.retry_at);
    }
    return verdict;
}

std::optional<report_verdict> report_session::ask_envelope() {
    ladder steps{with_.options.retry, with_.limits};
    bool ever_answered = false;
    for (;;) {
        const auto turn = with_.credential.wait_turn(with_.limits, with_.options.retry.patience);
        if (turn == github_credential::turn::interrupted) {
            tell_interrupted(name(), outcome_);
            return std::nullopt;
        }
        if (turn == github_credential::turn::limited) {
            tell_rate_limited("GitHub limits the rate of calls at " + host_port(request_.where),
                              with_.credential.held_until(), outcome_);
            return std::nullopt;
        }
        retry_decision next;
        std::optional<report_verdict> verdict = ask_once(steps, next, ever_answered);
        if (next.step == retry_step::give_up) {
            if (verdict && next.cause == give_up_cause::out_of_time) {
                tell_interrupted(name(), outcome_);
                return std::nullopt;
            }
            const bool limited = next.cause == give_up_cause::rate_limited ||
                                 (verdict && verdict->met.kind == trouble_kind::rate_limited);
            if (verdict && limited) {
                tell_rate_limited(verdict->message, next.retry_at, outcome_);
                return std::nullopt;
            }
            return verdict;
        }
        if (!steps.again(next)) {
            tell_interrupted(name(), outcome_);
            return std::nullopt;
        }
        outcome_.retries += 1;
    }
}

/// Checks every link before the first byte is asked for.
bool report_session::take_links(const report_verdict& verdict) {
    links_.clear();
    for (const std::string& text : verdict.links) {
        const std::optional<url> link = parse_url(text);
        outcome_.extent = failure_extent::slice;
        if (!link) {
            return fail(reason::link_refused, "The envelope of " + name() + " at " + request_.asked.where +
                                                  " holds a link that is not an http(s) URL; check api_url");
        }
        if (!with_.hosts.trusts(*link)) {
            return fail(reason::link_refused,
                        "A signed link of " + name() + " leads to " + link->scheme + "://" +
                            shown_text(host_port(*link), 120) +
                            ", which is not a known report host; if it is yours, add the host to download_hosts" +
                            (link->secure() ? "" : " (and only https is accepted)"));
        }
        links_.push_back(*link);
    }
    return true;
}

/// Replaces expired links by those of a fresh envelope, which must be of the same files once anything has been read.
bool report_session::renew_links(std::size_t needed_from, bool part_begun) {
    const std::string where = redacted(links_[needed_from]);
    if (envelopes_renewed_ == with_.options.fresh_envelopes_max) {
        return fail(reason::download_failed,
                    "The links of " + name() + " to " + where + " are refused (403), fresh ones too (" +
                        std::to_string(envelopes_renewed_) +
                        " envelopes); check this machine's clock and what stands between us and that host");
    }
    ++envelopes_renewed_;
    const std::vector<url> before = links_;
    const std::optional<report_verdict> verdict = ask_envelope();
    if (!verdict) return false;
    if (verdict->kind == report_verdict_kind::failed) {
        settle(*verdict);
        return false;
    }
    if (!take_links(*verdict)) return false;

    const bool nothing_read = needed_from == 0 && !part_begun;
    if (order_like(before, links_) || nothing_read) return true;
    return fail(reason::download_failed, "GitHub replaced the report " + name() + " while it was read (at " +
                                             request_.asked.where + "); the next run reads the new one");
}

void report_session::read_parts(body_sink& sink) {
    const part_download::context with{with_.client, sink, with_.options.retry, with_.limits, outcome_};
    std::string gone_at;
    bool has_data = false;
    for (std::size_t i = 0; i < links_.size(); ++i) {
        part_download part{with, outcome_.parts,
                           "part " + std::to_string(i + 1) + " of " + std::to_string(links_.size()) + " of " + name()};
        part_end end = part.run(links_[i]);
        while (end == part_end::expired) {
            if (!renew_links(i, part.begun())) return;
            end = part.run(links_[i]);
        }
        if (end == part_end::failed) return;
        if (end == part_end::gone) {
            gone_at = redacted(links_[i]);
        } else {
            outcome_.parts += 1;
            has_data = has_data || part.begun();
        }
        if (has_data && !gone_at.empty()) {
            fail(reason::part_missing, "A part of " + name() + " is gone (404 at " + gone_at +
                                           ") while others have data; nothing of it is kept, the next run asks again");
            return;
        }
    }
    outcome_.result = has_data ? fetch_result::report : fetch_result::no_data;
    if (has_data) return;
    outcome_.reason = reason::not_published;
    outcome_.message =
        "GitHub has no data in the report " + name() + ": " +
        (gone_at.empty() ? "all its files are empty" : "its files are not there (404 at " + gone_at + ")") +
        "; it is asked again by later runs";
}

fetch_outcome report_session::fetch(body_sink& sink) {
    const std::optional<report_verdict> verdict = ask_envelope();
    if (verdict && verdict->kind != report_verdict_kind::links) settle(*verdict);
    if (verdict && verdict->kind == report_verdict_kind::links && take_links(*verdict)) read_parts(sink);
    return finished();
}

fetch_outcome report_session::probe() {
    const std::optional<report_verdict> verdict = ask_envelope();
    if (!verdict) return finished();
    settle(*verdict);
    if (verdict->not_found_answer) {
        fail(reason::not_found,
             "GitHub knows no " + request_.asked.scope.text() + " with Copilot reports (404 at " +
                 request_.asked.where +
                 "); check the slug, and that this token can see the scope: GitHub hides what it may not show");
        outcome_.extent = failure_extent::scope_dataset;
    } else if (verdict->kind != report_verdict_kind::failed) {
        outcome_.result = fetch_result::report;
        outcome_.reason = {};
        outcome_.message.clear();
    }
    return finished();
}

}  // namespace connectors
