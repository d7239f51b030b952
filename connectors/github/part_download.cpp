#include "connectors/github/part_download.hpp"

#include <charconv>

#include "connectors/github/transfer_failure.hpp"
#include "connectors/http/content_coding.hpp"
#include "connectors/http/ladder.hpp"
#include "connectors/http/redirect.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {
namespace {

constexpr char gzip_magic = '\x1f';

std::optional<std::uint64_t> read_number(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

bool skip(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// `bytes FIRST-LAST/TOTAL` with a known total.
struct content_range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t total = 0;
};

std::optional<content_range> parse_content_range(std::string_view text) {
    if (!skip(text, "bytes ")) return std::nullopt;
    const auto first = read_number(text);
    if (!first || !skip(text, "-")) return std::nullopt;
    const auto last = read_number(text);
    if (!last || !skip(text, "/")) return std::nullopt;
    const auto total = read_number(text);
    if (!total || !text.empty() || *last < *first || *last >= *total) return std::nullopt;
    return content_range{*first, *last, *total};
}

std::string strong_etag(const http_headers& headers) {
    const std::string_view etag = headers.find("ETag").value_or("");
    const bool strong = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
    return strong ? std::string{etag} : std::string{};
}

std::optional<std::uint64_t> content_length(const http_headers& headers) {
    std::string_view text = headers.find("Content-Length").value_or("");
    const auto length = read_number(text);
    return text.empty() ? length : std::nullopt;
}

}  // namespace

http_request part_download::make_request(const url& link) {
    http_request request{link, {}};
    range_asked_ = received_ > 0 && !etag_.empty();
    request.headers.push_back({"Accept-Encoding", range_asked_ ? "identity" : "gzip"});
    if (range_asked_) {
        request.headers.push_back({"Range", "bytes=" + std::to_string(received_) + "-"});
        request.headers.push_back({"If-Range", etag_});
    }
    return request;
}

bool part_download::on_header(int status, const http_headers& headers) {
    const std::string coding = content_coding(headers);
    if ((status == 200 || status == 206) && coding != "identity" && coding != "gzip") {
        return refuse("its Content-Encoding is " + shown_text(coding, 40) + ", which we did not ask for");
    }
    if (status == 200) return start_over(headers, coding == "gzip");
    if (status == 206 && range_asked_ && coding == "identity") return continues_here(headers);
    return false;
}

bool part_download::start_over(const http_headers& headers, bool gzip) {
    received_ = 0;
    decoder_.reset();
    etag_.clear();
    total_.reset();
    if (gzip) {
        decoder_ = std::make_unique<gzip_decoder>();
    } else {
        etag_ = strong_etag(headers);
        total_ = content_length(headers);
    }
    accepted_ = true;
    with_.sink.begin_part(number_);
    return true;
}

/// A 206 must be exactly the missing rest of the very body that we hold; else the next attempt begins at 0.
bool part_download::continues_here(const http_headers& headers) {
    const auto range = parse_content_range(headers.find("Content-Range").value_or(""));
    const bool same_total = range && (!total_ || *total_ == range->total);
    if (!same_total || range->first != received_ || strong_etag(headers) != etag_) {
        etag_.clear();
        return false;
    }
    total_ = range->total;
    accepted_ = true;
    return true;
}

bool part_download::refuse(std::string why) {
    refusal_ = std::move(why);
    return false;
}

bool part_download::on_body(std::string_view bytes) {
    // A file that is gzip itself comes without the header. 0x1f begins gzip and no JSON text.
    if (received_ == 0 && !decoder_ && bytes.front() == gzip_magic) {
        decoder_ = std::make_unique<gzip_decoder>();
        etag_.clear();
        total_.reset();
    }
    if (!decoder_) return deliver(bytes);
    const bool going_on = decoder_->feed(bytes, [this](std::string_view decoded) { return deliver(decoded); });
    if (decoder_->is_bomb()) return refuse(decoder_->error());
    return going_on;
}

bool part_download::deliver(std::string_view bytes) {
    if (decoder_ && received_ == 0 && bytes.front() == gzip_magic) return refuse("it is compressed twice");
    with_.sink.write(bytes);
    received_ += bytes.size();
    return true;
}

/// A body that ended well as HTTP may still be cut inside. An empty one is an empty file, whatever its coding.
void part_download::judge_body(http_result& got) {
    const bool ended = accepted_ && refusal_.empty() && got.failure == http_failure::none;
    if (ended && decoder_ && got.body_bytes > 0) judge_coding(*decoder_, got);
}

part_end part_download::run(const url& link) {
    ladder steps{with_.retry, with_.limits};
    bool ever_answered = false;
    url target = link;
    redirects_ = 0;
    for (;;) {
        accepted_ = false;
        http_result got = with_.client.get(make_request(target), *this, with_.limits);
        judge_body(got);
        with_.outcome.requests += 1;
        with_.outcome.bytes_downloaded += got.body_bytes;
        ever_answered = ever_answered || got.answered();

        if (got.failure == http_failure::none && is_redirect(got.status)) {
            if (!follow(got, target)) return part_end::failed;
            continue;
        }
        if (const auto end = settle(target, got)) return *end;
        const trouble met = to_trouble_of(got);
        if (steps.again(met)) {
            with_.outcome.retries += 1;
            target = link;
            redirects_ = 0;
            continue;
        }
        tell_failure({target, what_, got, met, steps.ended(), steps.retries(), ever_answered}, with_.outcome);
        return part_end::failed;
    }
}

/// To where the answer sends us, if that is a place we would have gone to by ourselves.
bool part_download::follow(const http_result& got, url& target) {
    const auto fail = [&](std::string_view code, const std::string& why) {
        with_.outcome.result = fetch_result::failed;
        with_.outcome.reason = code;
        with_.outcome.message = "The link of " + what_ + " at " + redacted(target) + " " + why;
        return false;
    };
    const std::optional<url> next = resolve_reference(target, got.headers.find("Location").value_or(""));
    if (!next) {
        return fail(reason::download_failed, "is redirected (" + std::to_string(got.status) +
                                                 ") without a place to go; check what stands between us and that host");
    }
    if (++redirects_ > redirects_max) {
        return fail(reason::download_failed, "is redirected more than " + std::to_string(redirects_max) +
                                                 " times; check what stands between us and that host");
    }
    if (!with_.hosts.trusts(*next)) {
        return fail(reason::link_refused, "is redirected to " + next->scheme + "://" +
                                              shown_text(host_port(*next), 120) +
                                              ", which is not a known report host; if it is yours, add the host to "
                                              "download_hosts (only https is accepted)");
    }
    target = *next;
    return true;
}

/// What needs no further attempt.
std::optional<part_end> part_download::settle(const url& link, const http_result& got) {
    if (refusal_.empty() && accepted_ && got.failure == http_failure::none) {
        if (!got.length_known) refuse("it has neither Content-Length nor chunks, so its end cannot be told from a cut");
        const bool whole = !total_ || *total_ == received_;
        if (refusal_.empty() && !whole) return std::nullopt;
        if (refusal_.empty()) {
            with_.sink.end_part();
            return part_end::whole;
        }
    }
    if (!refusal_.empty()) {
        with_.outcome.result = fetch_result::failed;
        with_.outcome.reason = reason::download_failed;
        with_.outcome.message = "The body of " + what_ + " from " + redacted(link) + " cannot be used: " + refusal_ +
                                "; check what stands between us and that host (a proxy?)";
        return part_end::failed;
    }
    if (got.failure != http_failure::none) return std::nullopt;
    if (got.status == 401 || got.status == 403) return part_end::expired;
    if (got.status == 404 || got.status == 410) return part_end::gone;
    return std::nullopt;
}

trouble part_download::to_trouble_of(const http_result& got) {
    if (got.failure != http_failure::none) return to_trouble(got.failure);
    const bool range_void = got.status == 416 || (got.status == 206 && range_asked_);
    if (range_void && !accepted_) etag_.clear();
    if (range_void || accepted_) return trouble{trouble_kind::broken, {}, {}};
    return to_trouble(got.status, got.headers);
}

}  // namespace connectors
