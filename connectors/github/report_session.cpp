#include "connectors/github/report_session.hpp"

#include <algorithm>

#include "connectors/github/part_download.hpp"
#include "connectors/github/transfer_failure.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

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
        if (!hosts_.trusts(*link)) {
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

/// A report that was asked for without a day must say which one it is; a fresh envelope the same as the first.
bool report_session::take_end_day(const report_verdict& verdict) {
    if (request_.asked.day || verdict.kind != report_verdict_kind::links) return true;
    if (!verdict.report_end_day) {
        return fail(reason::malformed_answer, "The envelope of " + name() + " at " + request_.asked.where +
                                                  " does not say its report_end_day; check api_url");
    }
    if (outcome_.report_day && *outcome_.report_day != *verdict.report_end_day) {
        return fail(reason::download_failed, "GitHub replaced the report " + name() + " while it was read (at " +
                                                 request_.asked.where + "); the next run reads the new one");
    }
    outcome_.report_day = verdict.report_end_day;
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
    const std::optional<report_verdict> verdict = call_.ask(request_);
    if (!verdict) return false;
    if (verdict->kind == report_verdict_kind::failed) {
        settle(*verdict, outcome_);
        return false;
    }
    if (!take_end_day(*verdict) || !take_links(*verdict)) return false;

    const bool nothing_read = needed_from == 0 && !part_begun;
    if (order_like(before, links_) || nothing_read) return true;
    return fail(reason::download_failed, "GitHub replaced the report " + name() + " while it was read (at " +
                                             request_.asked.where + "); the next run reads the new one");
}

void report_session::read_parts(body_sink& sink) {
    const part_download::context with{with_.client, sink, hosts_, with_.options.retry, with_.limits, outcome_};
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
    const std::optional<report_verdict> verdict = call_.ask(request_);
    if (verdict && verdict->kind != report_verdict_kind::links) settle(*verdict, outcome_);
    const bool has_links = verdict && verdict->kind == report_verdict_kind::links;
    if (has_links && take_end_day(*verdict) && take_links(*verdict)) read_parts(sink);
    return finished();
}

fetch_outcome report_session::probe() {
    const std::optional<report_verdict> verdict = call_.ask(request_);
    if (!verdict) return finished();
    settle(*verdict, outcome_);
    if (verdict->kind != report_verdict_kind::failed) {
        outcome_.result = fetch_result::report;
        outcome_.reason = {};
        outcome_.message.clear();
    }
    return finished();
}

}  // namespace connectors
