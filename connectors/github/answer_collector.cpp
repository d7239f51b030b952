#include "connectors/github/answer_collector.hpp"

#include <simdjson.h>

#include "connectors/http/content_coding.hpp"
#include "connectors/http/http_date.hpp"
#include "connectors/http/shown_text.hpp"

namespace connectors {

/// An answer begins: what an earlier one of a chain of redirects left is void.
bool answer_collector::on_header(int, const http_headers& headers) {
    body.clear();
    too_long = false;
    decoder_.reset();
    if (content_coding(headers) == "gzip") decoder_ = std::make_unique<gzip_decoder>();
    return true;
}

bool answer_collector::on_body(std::string_view bytes) {
    if (!decoder_) return keep(bytes);
    return decoder_->feed(bytes, [this](std::string_view decoded) { return keep(decoded); });
}

bool answer_collector::keep(std::string_view bytes) {
    const std::size_t room = bytes_max_ - body.size();
    body += bytes.substr(0, room);
    too_long = bytes.size() > room;
    return !too_long;
}

void answer_collector::judge(http_result& got) const {
    if (!decoder_ || too_long || got.failure != http_failure::none || got.body_bytes == 0) return;
    judge_coding(*decoder_, got);
}

void count_call(const http_result& got, fetch_outcome& outcome) {
    outcome.requests += 1;
    outcome.bytes_downloaded += got.body_bytes;
    if (got.answered()) outcome.server_date = parse_http_date(got.headers.find("Date").value_or(""));
}

std::string github_words(std::string_view body) {
    simdjson::dom::parser parser;
    std::string_view message;
    const simdjson::padded_string padded{body};
    if (parser.parse(padded)["message"].get(message) == simdjson::SUCCESS) return std::string{message};
    return std::string{body.substr(0, 4096)};
}

std::string github_says(const std::string& words) {
    const std::string shown = shown_text(words);
    return shown.empty() ? "" : " (GitHub says: \"" + shown + "\")";
}

}  // namespace connectors
