#pragma once
// One part of a report from its signed link to the sink, whole or not at all: broken transfers go on by range where an
// ETag vouches that it is still the same body, else the part starts over, as it always does where the body comes as
// gzip. Source: RFC 9110, 13.1.5 (If-Range) and 14
// (range requests).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "connectors/github/download_hosts.hpp"
#include "connectors/http/gzip_decoder.hpp"
#include "connectors/http/http_client.hpp"
#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

enum class part_end {
    whole,    ///< delivered, end_part called
    gone,     ///< 404 or 410
    expired,  ///< 401 or 403: the signature is no longer good; call `run` again with a fresh link
    failed    ///< the outcome says why
};

/// The state of one part over all its attempts and links.
class part_download final : public response_handler {
public:
    struct context {
        http_client& client;
        body_sink& sink;
        const download_hosts& hosts;  ///< where redirects may lead
        const retry_policy& retry;
        const fetch_limits& limits;
        fetch_outcome& outcome;  ///< counts requests, retries and bytes; takes the failure
    };

    /// `number` is what the sink gets; `what` names the part in messages.
    part_download(const context& with, std::size_t number, std::string what)
        : with_{with}, number_{number}, what_{std::move(what)} {}

    /// Downloads from `link`, going on where an earlier call broke. Follows redirects to trusted hosts. No
    /// credential is sent.
    part_end run(const url& link);

    bool begun() const { return received_ > 0; }

    bool on_header(int status, const http_headers& headers) override;
    bool on_body(std::string_view bytes) override;

private:
    http_request make_request(const url& link);
    bool start_over(const http_headers& headers, bool gzip);
    bool continues_here(const http_headers& headers);
    bool follow(const http_result& got, url& target);
    bool refuse(std::string why);
    bool deliver(std::string_view bytes);
    void judge_body(http_result& got);
    std::optional<part_end> settle(const url& link, const http_result& got);
    trouble to_trouble_of(const http_result& got);

    context with_;
    std::size_t number_;
    std::string what_;
    std::uint64_t received_ = 0;             ///< of this body, decoded, so far, in the sink
    std::optional<std::uint64_t> total_;     ///< the length that the server promised
    std::string etag_;                       ///< strong, or empty: then there is no going on
    std::unique_ptr<gzip_decoder> decoder_;  ///< of a body that comes as gzip: it cannot go on by range
    int redirects_ = 0;                      ///< of the attempt at hand
    bool range_asked_ = false;
    bool accepted_ = false;  ///< the answer at hand is (a piece of) the body
    std::string refusal_;    ///< why the answer at hand will never do
};

}  // namespace connectors
