#pragma once
// A whole answer of the API in memory, decoded and bounded.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/http/gzip_decoder.hpp"
#include "connectors/http/http_message.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Sent with every call. Source: GitHub, "API Versions", read 2026-11-21.
inline constexpr std::string_view github_api_version = "2026-03-10";

/// Keeps an answer up to its limit and declines the rest.
class answer_collector final : public response_handler {
public:
    explicit answer_collector(std::size_t limit) : bytes_max_{limit} {}

    bool on_header(int status, const http_headers& headers) override;
    bool on_body(std::string_view bytes) override;
    /// What ended well as HTTP may still be cut inside: call it with the result of the exchange.
    void judge(http_result& got) const;

    std::string body;
    bool too_long = false;

private:
    bool keep(std::string_view bytes);

    std::size_t bytes_max_;
    std::unique_ptr<gzip_decoder> decoder_;
};

/// Counts the call into the outcome, and notes the answer's `Date`.
void count_call(const http_result& got, fetch_outcome& outcome);

/// The member `message` of GitHub's error objects, or the raw text where the answer is no such object.
std::string github_words(std::string_view body);

/// ` (GitHub says: "...")`, or nothing where GitHub says nothing.
std::string github_says(const std::string& words);

}  // namespace connectors
